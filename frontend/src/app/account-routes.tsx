import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
import { organizationQueries } from "../features/organizations/queries.ts";
import { lastOrganizationSlug } from "../lib/last-organization.ts";
import { localPath } from "../lib/local-path.ts";
import { currentSession } from "../lib/session.ts";
import { rootRoute, signedInRoute } from "./root-route.tsx";

/** Where to go after signing in: a path of this site, nothing else. */
const Next = z.object({ next: z.string().transform(localPath).optional().catch(undefined) });

/** "/": to the organization used last, to a new one, or to sign-in. */
const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: async ({ context: { queryClient, userId } }) => {
    const organizations = await queryClient.fetchQuery(organizationQueries.mine(userId));
    const last = organizations.find(({ slug }) => slug === lastOrganizationSlug()) ?? organizations[0];
    if (last === undefined) throw redirect({ to: "/new-organization" });
    throw redirect({ to: "/orgs/$slug", params: { slug: last.slug } });
  },
});

const newOrganizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/new-organization",
  loader: ({ context: { queryClient, userId } }) =>
    queryClient.ensureQueryData(organizationQueries.mine(userId)).then(() => undefined),
  component: lazyRouteComponent(() => import("../routes/auth/new-organization.tsx"), "NewOrganization"),
});

/** Frame of every screen before sign-in: form left, signal picture right. */
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "account",
  component: lazyRouteComponent(() => import("../routes/auth/account-layout.tsx"), "AccountLayout"),
});

const signInRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/sign-in",
  validateSearch: Next.extend({ ended: z.boolean().optional().catch(undefined) }),
  beforeLoad: ({ search }) => {
    if (currentSession() !== null) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("../routes/auth/sign-in.tsx"), "SignIn"),
});

const signUpRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/sign-up",
  validateSearch: Next,
  beforeLoad: ({ search }) => {
    if (currentSession() !== null) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("../routes/auth/sign-up.tsx"), "SignUp"),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("../routes/auth/forgot-password.tsx"), "ForgotPassword"),
});

/** The link of a recovery mail has signed the person in before it leads here. */
const setPasswordRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/set-password",
  beforeLoad: () => {
    if (currentSession() === null) throw redirect({ to: "/forgot-password" });
  },
  component: lazyRouteComponent(() => import("../routes/auth/set-password.tsx"), "SetPassword"),
});

/** Where links in mails lead (PKCE: `?code=`, or `?error=&error_code=`). */
const callbackRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/auth/callback",
  validateSearch: Next.extend({
    code: z.string().optional().catch(undefined),
    error_code: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/auth/callback.tsx"), "Callback"),
});

/** Where links of alerts lead; for people without a session too. */
const toldAlertRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/alert",
  component: lazyRouteComponent(() => import("../routes/auth/told-alert.tsx"), "ToldAlert"),
});

export const homeRoutes = [homeRoute, newOrganizationRoute];
export const accountTree = accountRoute.addChildren([
  signInRoute,
  signUpRoute,
  forgotPasswordRoute,
  setPasswordRoute,
  callbackRoute,
  toldAlertRoute,
]);
