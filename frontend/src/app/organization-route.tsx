import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { organizationQueries } from "../features/organizations/queries.ts";
import { permissionQueries } from "../lib/permissions.ts";
import { signedInRoute } from "./root-route.tsx";
import { RouteMissing } from "./route-problems.tsx";

/** Everything of one organization. Children find it with `useOrganization()`. */
export const organizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/orgs/$slug",
  beforeLoad: async ({ context: { queryClient, userId }, params: { slug } }) => {
    const options = organizationQueries.mine(userId);
    const find = (list: { id: string; slug: string }[]) => list.find((organization) => organization.slug === slug);
    // A membership may be younger than what is cached.
    const organization =
      find(await queryClient.ensureQueryData(options)) ??
      find(await queryClient.fetchQuery({ ...options, staleTime: 0 }));
    if (organization === undefined) throw notFound();
    return { organizationId: organization.id };
  },
  loader: async ({ context: { queryClient, organizationId } }) => {
    await queryClient.ensureQueryData(permissionQueries.mine(organizationId));
  },
  component: lazyRouteComponent(() => import("../routes/dashboard/organization-layout.tsx"), "OrganizationLayout"),
  notFoundComponent: RouteMissing,
});
