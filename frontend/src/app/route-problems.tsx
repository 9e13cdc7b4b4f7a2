import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useIsInOrganization } from "../lib/organization.tsx";
import { buttonStyles } from "../ui/button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { PageTitle } from "../ui/page-title.tsx";

/** In place of a route that could not be loaded. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <h1 className="sr-only">Not loaded</h1>
      <ErrorState
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}

/** An address that leads nowhere, or to an organization the caller does not belong to. */
export function RouteMissing() {
  const isInside = useIsInOrganization();
  const content = (
    <>
      <PageTitle title="This page does not exist, or you may not see it" />
      <p className="text-text-2">
        Check the address. If it belongs to an organization, ask one of its admins to add you.
      </p>
      <Link to="/" className={buttonStyles()}>
        Go to your organization
      </Link>
    </>
  );
  // The shell has its own main.
  if (isInside) return <div className="grid justify-items-start gap-4">{content}</div>;
  return <main className="mx-auto grid max-w-xl justify-items-start gap-4 px-4 py-16">{content}</main>;
}
