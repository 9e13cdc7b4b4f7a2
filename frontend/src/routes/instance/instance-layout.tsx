import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { instanceStateQuery } from "../../lib/instance-state.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { InstanceShell } from "./shell/instance-shell.tsx";

/** Everything of the instance, for master administrators; a plain refusal for everybody else. */
export function InstanceLayout() {
  const query = useQuery(instanceStateQuery());
  if (query.data?.is_admin === true) return <InstanceShell />;
  return (
    <main className="mx-auto grid max-w-xl gap-4 px-4 py-16">
      <QueryView query={query} skeleton={<SkeletonRows count={3} />}>
        {() => (
          <div className="grid justify-items-start gap-4">
            <PageTitle title="This area is for master administrators" />
            <p className="text-text-2">
              If you are one, sign in with your second factor. Otherwise ask somebody who is: they find you among the
              users here.
            </p>
            <Link to="/" className={buttonStyles()}>
              Go to your organization
            </Link>
          </div>
        )}
      </QueryView>
    </main>
  );
}
