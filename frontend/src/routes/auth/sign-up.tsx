import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { CheckInbox } from "../../features/accounts/components/check-inbox.tsx";
import { ProviderButtons } from "../../features/accounts/components/other-ways.tsx";
import { SignUpForm } from "../../features/accounts/components/sign-up-form.tsx";
import type { SignUpValues } from "../../features/accounts/schemas.ts";
import { useSignUp } from "../../features/accounts/sign-in-mutations.ts";
import { useStartSignUp } from "../../features/billing/mutations.ts";
import { writePendingSignUp } from "../../features/billing/pending-sign-up.ts";
import { instanceStateQuery, signUpIsClosed } from "../../lib/instance-state.ts";
import { isInvitationPath } from "../../lib/local-path.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/sign-up");

/** Signing up, in the way this instance runs: open to all, to the first account only, or closed. */
export function SignUp() {
  const { next } = route.useSearch();
  const query = useQuery(instanceStateQuery());
  const signInLink = (
    <Link to="/sign-in" search={{ next }}>
      sign in
    </Link>
  );
  return (
    <QueryView
      query={query}
      skeleton={
        <div className="grid gap-3">
          <span className="sr-only" role="status">
            Loading
          </span>
          <Skeleton className="h-8 w-64" />
          <Skeleton className="h-4 w-48" />
        </div>
      }
    >
      {({ sign_up: state, mode }) => {
        if (state === "first")
          return (
            <AccountStep title="Create the first account">
              It administers this Heliograph: you create the accounts of everybody else.
            </AccountStep>
          );
        // Whoever was invited may have leave to create an account nevertheless; the server decides.
        if (state === "closed" && !isInvitationPath(next ?? "/")) return <Closed />;
        if (mode === "saas")
          return (
            <PaidAccountStep>
              Step 1 of 2; a card comes next, and nothing is charged now. Or {signInLink} if you have an account.
            </PaidAccountStep>
          );
        return <AccountStep title="Create an account">Or {signInLink} if you have one.</AccountStep>;
      }}
    </QueryView>
  );
}

function Closed() {
  const { next } = route.useSearch();
  return (
    <>
      <AccountHeading title="Sign-up is closed">
        {signUpIsClosed} Ask for one: a mail with a link to choose your password follows.
      </AccountHeading>
      <Link to="/sign-in" search={{ next }} className={buttonStyles({ variant: "primary", size: "large" })}>
        Sign in
      </Link>
    </>
  );
}

/** Name and address; then the mail that confirms the address, and leads to choosing a password. */
function AccountStep({ title, children }: { title: string; children: ReactNode }) {
  const { next = "/", email = "" } = route.useSearch();
  const [values, setValues] = useState<SignUpValues>({ fullName: "", email });
  const [isSent, setSent] = useState(false);
  const signUp = useSignUp(next);

  if (isSent) {
    return (
      <CheckInbox
        email={values.email}
        purpose="confirm your address and choose a password"
        resend={() => signUp.mutateAsync(values)}
        onBack={() => setSent(false)}
      />
    );
  }
  return (
    <>
      <AccountHeading title={title}>{children}</AccountHeading>
      <SignUpForm
        initial={values}
        action="Create account"
        onSubmit={async (sent) => {
          await signUp.mutateAsync(sent);
          setValues(sent);
          setSent(true);
        }}
      />
      <ProviderButtons next={next} />
    </>
  );
}

/** Where accounts cost money: the account is created, its mail waits for the card. */
function PaidAccountStep({ children }: { children: ReactNode }) {
  const { next = "/", email = "" } = route.useSearch();
  const router = useRouter();
  const start = useStartSignUp();
  return (
    <>
      <AccountHeading title="Create an account">{children}</AccountHeading>
      <SignUpForm
        initial={{ fullName: "", email }}
        action="Continue to your card"
        onSubmit={async (values) => {
          const setup = await start.mutateAsync(values);
          writePendingSignUp({ email: values.email, next, setup, isCardDone: false });
          await router.navigate({ to: "/card" });
        }}
      />
      <ProviderButtons next={next} />
    </>
  );
}
