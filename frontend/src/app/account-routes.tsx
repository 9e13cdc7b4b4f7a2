import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
import { linkPurposes } from "../features/accounts/links.ts";
import { accountQueries } from "../features/accounts/queries.ts";
import { readPendingSignUp } from "../features/billing/pending-sign-up.ts";
import { billingQueries } from "../features/billing/queries.ts";
import { organizationQueries } from "../features/organizations/queries.ts";
import { myInvitationsQuery } from "../features/team/invitation.ts";
import { instanceStateQuery } from "../lib/instance-state.ts";
import { lastOrganizationSlug } from "../lib/last-organization.ts";
import { localPath } from "../lib/local-path.ts";
import { currentSession, isSessionAlive, needsSecondFactor } from "../lib/session.ts";
import { requireSecondFactor, rootRoute, signedInRoute } from "./root-route.tsx";

/** Where to go after signing in: a path of this site, nothing else. */
const Next = z.object({ next: z.string().transform(localPath).optional().catch(undefined) });

/** Besides, an address that is known already: that of an invitation. */
const Entry = Next.extend({ email: z.string().optional().catch(undefined) });

/** "/": to the organization used last, to a new one, or to sign-in. */
const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: async ({ context: { queryClient, userId } }) => {
    const [organizations, demands, lacksPassword] = await Promise.all([
      queryClient.fetchQuery(organizationQueries.mine(userId)),
      queryClient.fetchQuery(accountQueries.demands(userId)),
      queryClient.fetchQuery(accountQueries.lacksPassword(userId)),
    ]);
    if (lacksPassword) throw redirect({ to: "/set-password", search: { isFirst: true } });
    const last = organizations.find(({ slug }) => slug === lastOrganizationSlug()) ?? organizations[0];
    // Organizations that require a second factor are out of sight until it is proven.
    const isAsked = demands.isRecovered || (last === undefined && demands.organizations.length > 0);
    if (isAsked) throw redirect({ to: "/account/second-factor", search: { next: "/" } });
    if (last === undefined) {
      // A session that was ended elsewhere sees no organizations either.
      throw redirect(
        (await isSessionAlive()) ? { to: "/new-organization" } : { to: "/sign-in", search: { ended: true } },
      );
    }
    throw redirect({ to: "/orgs/$slug", params: { slug: last.slug } });
  },
});

const newOrganizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/new-organization",
  beforeLoad: async ({ context: { queryClient, userId }, location }) => {
    const { mode } = await queryClient.ensureQueryData(instanceStateQuery());
    if (mode !== "saas") return;
    const card = await queryClient.fetchQuery(billingQueries.myCard(userId));
    if (card === null) throw redirect({ to: "/card", search: { next: location.href } });
  },
  loader: async ({ context: { queryClient, userId } }) => {
    await Promise.all([
      queryClient.ensureQueryData(organizationQueries.mine(userId)),
      queryClient.prefetchQuery(myInvitationsQuery(userId)),
    ]);
  },
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
  validateSearch: Entry.extend({ ended: z.boolean().optional().catch(undefined) }),
  beforeLoad: ({ search }) => {
    if (currentSession() !== null) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("../routes/auth/sign-in.tsx"), "SignIn"),
});

const signUpRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/sign-up",
  validateSearch: Entry,
  beforeLoad: ({ search }) => {
    if (currentSession() !== null) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("../routes/auth/sign-up.tsx"), "SignUp"),
});

/**
 * The card form. Stripe's script is let into this document alone, so it is loaded as a document of its own. Without a session
 * or a sign-up to go on with: sign in first.
 */
const cardRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/card",
  validateSearch: Next,
  beforeLoad: async ({ location }) => {
    if (currentSession() === null && readPendingSignUp() === null)
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    await requireSecondFactor(location);
    if (!isOwnDocument()) throw redirect({ href: location.href, reloadDocument: true });
  },
  component: lazyRouteComponent(() => import("../routes/auth/card.tsx"), "CardScreen"),
});

/** Whether the document that is open was loaded for the card form. */
function isOwnDocument(): boolean {
  return performance.getEntriesByType("navigation").some(({ name }) => new URL(name).pathname === "/card");
}

/** The second step of signing in, where the account has a second factor. */
const secondFactorRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/second-factor",
  validateSearch: Next,
  beforeLoad: async ({ search }) => {
    if (currentSession() === null) throw redirect({ to: "/sign-in", search });
    if (!(await needsSecondFactor())) throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("../routes/auth/second-factor.tsx"), "SecondFactor"),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/forgot-password",
  validateSearch: z.object({ email: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/auth/forgot-password.tsx"), "ForgotPassword"),
});

/** The link of a mail has signed the person in before it leads here. `isFirst` leads on where a password was chosen before. */
const setPasswordRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/set-password",
  validateSearch: Next.extend({ isFirst: z.boolean().optional().catch(undefined) }),
  beforeLoad: async ({ context: { queryClient }, search: { isFirst = false, next = "/" }, location }) => {
    const session = currentSession();
    if (session === null) throw redirect({ to: "/forgot-password" });
    const query = { ...accountQueries.lacksPassword(session.user.id), staleTime: 0 };
    if (isFirst && !(await queryClient.fetchQuery(query))) throw redirect({ href: next });
    await requireSecondFactor(location);
  },
  component: lazyRouteComponent(() => import("../routes/auth/set-password.tsx"), "SetPassword"),
});

/** Where links in mails and providers lead (PKCE: `?code=`, `?error=&error_code=`, or `?message=` for the first of two mails). */
const callbackRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/auth/callback",
  validateSearch: Next.extend({
    for: z.enum(linkPurposes).optional().catch(undefined),
    code: z.string().optional().catch(undefined),
    error: z.string().optional().catch(undefined),
    error_code: z.string().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/auth/callback.tsx"), "Callback"),
});

/** Where links lead that name their own proof and work in any browser: invitations to an account. */
const confirmRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/auth/confirm",
  component: lazyRouteComponent(() => import("../routes/auth/confirm.tsx"), "Confirm"),
});

/** How the instance runs: chosen once, by its first account. */
const setUpRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/setup",
  component: lazyRouteComponent(() => import("../routes/auth/set-up.tsx"), "SetUp"),
});

/** Where links of alerts lead; for people without a session too. */
const toldAlertRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/alert",
  component: lazyRouteComponent(() => import("../routes/auth/told-alert.tsx"), "ToldAlert"),
});

/** Where the link of an invitation leads; for people without an account too. */
const invitationRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "/invitation",
  beforeLoad: ({ location }) => requireSecondFactor(location),
  component: lazyRouteComponent(() => import("../routes/auth/invitation.tsx"), "Invitation"),
});

export const homeRoutes = [homeRoute, newOrganizationRoute, setUpRoute];
export const accountTree = accountRoute.addChildren([
  signInRoute,
  signUpRoute,
  secondFactorRoute,
  forgotPasswordRoute,
  setPasswordRoute,
  callbackRoute,
  confirmRoute,
  toldAlertRoute,
  invitationRoute,
  cardRoute,
]);
