import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { currentSession, needsSecondFactor } from "../lib/session.ts";
import { LiveRegion } from "../ui/live-region.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { RouteError, RouteMissing } from "./route-problems.tsx";

export interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Root,
  errorComponent: RouteError,
  notFoundComponent: RouteMissing,
});

function Root() {
  return (
    <>
      <Outlet />
      <Toasts />
      <LiveRegion />
    </>
  );
}

/** Whoever has a second factor proves it before they go on to where they are going. @throws a redirect to the screen that asks */
export async function requireSecondFactor({ href }: { href: string }): Promise<void> {
  if (currentSession() !== null && (await needsSecondFactor()))
    throw redirect({ to: "/second-factor", search: { next: href } });
}

/** Parent of everything that needs a session, proven as far as the account can. Without one: sign in, then back here. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ location }) => {
    const search = new URLSearchParams(location.searchStr);
    const code = search.get("code") ?? undefined;
    const error_code = search.get("error_code") ?? undefined;
    const error = search.get("error") ?? undefined;
    // Where a project's list of redirect addresses lacks ours, links of mails lead to the site's root; what identity providers of
    // organizations answer wrongly always does.
    const purpose = error_code === undefined || error_code === "otp_expired" ? undefined : "provider";
    if (location.pathname === "/" && (code !== undefined || error_code !== undefined))
      throw redirect({ to: "/auth/callback", search: { code, error, error_code, for: purpose } });
    const session = currentSession();
    if (session === null) throw redirect({ to: "/sign-in", search: { next: location.href } });
    await requireSecondFactor(location);
    return { userId: session.user.id };
  },
});
