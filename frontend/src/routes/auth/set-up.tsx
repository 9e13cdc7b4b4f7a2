import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { SetUpForm } from "../../features/accounts/components/set-up-form.tsx";
import { instanceStateQuery } from "../../lib/instance-state.ts";
import { showToast } from "../../lib/toasts.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AccountFrame } from "./account-frame.tsx";
import { AccountHeading } from "./account-heading.tsx";

/** The first account chooses how the instance runs. */
export function SetUp() {
  const router = useRouter();
  const query = useQuery({ ...instanceStateQuery(), staleTime: 0 });
  return (
    <AccountFrame>
      <QueryView query={query} skeleton={<Skeleton className="h-8 w-64" />}>
        {({ may_set_up: may, mode }) =>
          may ? (
            <>
              <AccountHeading title="Set up this Heliograph">
                How will it run? Yours is the first account, so it is yours to say. <Link to="/">Later</Link>
              </AccountHeading>
              <SetUpForm
                onDone={() => {
                  showToast({ title: "Heliograph is set up" });
                  void router.navigate({ to: "/" });
                }}
              />
            </>
          ) : (
            <>
              <AccountHeading title="Nothing to set up">
                {mode === null
                  ? "Only the first account of this Heliograph can set it up."
                  : `This Heliograph runs in ${mode === "saas" ? "SaaS" : "enterprise"} mode.`}
              </AccountHeading>
              <Link to="/" className={buttonStyles({ variant: "primary", size: "large" })}>
                Go to your organization
              </Link>
            </>
          )
        }
      </QueryView>
    </AccountFrame>
  );
}
