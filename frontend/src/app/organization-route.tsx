import { createRoute, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";
import { accountQueries } from "../features/accounts/queries.ts";
import { organizationQueries } from "../features/organizations/queries.ts";
import { permissionQueries } from "../lib/permissions.ts";
import { isSessionAlive } from "../lib/session.ts";
import { signedInRoute } from "./root-route.tsx";
import { RouteMissing } from "./route-problems.tsx";

/** What the person deleted and can have back. */
export const deletedOrganizationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/deleted-organizations",
  component: lazyRouteComponent(
    () => import("../routes/dashboard/deleted-organizations.tsx"),
    "DeletedOrganizationsPage",
  ),
});

/** Everything of one organization. Children find it with `useOrganization()`. */
export const organizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/orgs/$slug",
  beforeLoad: async ({ context: { queryClient, userId }, params: { slug }, location }) => {
    const options = organizationQueries.mine(userId);
    const find = (list: { id: string; slug: string }[]) => list.find((organization) => organization.slug === slug);
    const [known, demands, lacksPassword] = await Promise.all([
      queryClient.ensureQueryData(options),
      // From the cache until something says that it changed.
      queryClient.fetchQuery({ ...accountQueries.demands(userId), staleTime: Number.POSITIVE_INFINITY }),
      queryClient.fetchQuery({ ...accountQueries.lacksPassword(userId), staleTime: Number.POSITIVE_INFINITY }),
    ]);
    if (lacksPassword) throw redirect({ to: "/set-password", search: { isFirst: true, next: location.href } });
    // A membership may be younger than what is cached.
    const organization = find(known) ?? find(await queryClient.fetchQuery({ ...options, staleTime: 0 }));
    const isOutOfSight =
      organization === undefined &&
      (await queryClient.fetchQuery({ ...accountQueries.demands(userId), staleTime: 0 })).organizations.some(
        (demanding) => demanding.slug === slug,
      );
    if (demands.isRecovered || isOutOfSight)
      throw redirect({ to: "/account/second-factor", search: { next: location.href } });
    if (organization === undefined) {
      // A session that was ended elsewhere sees no organizations either.
      if (!(await isSessionAlive())) throw redirect({ to: "/sign-in", search: { next: location.href, ended: true } });
      const current = await queryClient.fetchQuery(organizationQueries.currentSlug(slug));
      if (current === null || current === slug) throw notFound();
      throw redirect({ href: location.href.replace(`/orgs/${slug}`, `/orgs/${current}`), replace: true });
    }
    return { organizationId: organization.id };
  },
  loader: async ({ context: { queryClient, organizationId } }) => {
    await queryClient.ensureQueryData(permissionQueries.mine(organizationId));
  },
  component: lazyRouteComponent(() => import("../routes/dashboard/organization-layout.tsx"), "OrganizationLayout"),
  notFoundComponent: RouteMissing,
});
