import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { accountAreaTree } from "./account-area-routes.tsx";
import { accountTree, homeRoutes } from "./account-routes.tsx";
import { instanceTree } from "./instance-routes.tsx";
import { deletedOrganizationsRoute } from "./organization-route.tsx";
import { organizationTree } from "./organization-routes.tsx";
import { rootRoute, signedInRoute } from "./root-route.tsx";

const routeTree = rootRoute.addChildren([
  accountTree,
  signedInRoute.addChildren([
    ...homeRoutes,
    accountAreaTree,
    organizationTree,
    deletedOrganizationsRoute,
    instanceTree,
  ]),
]);

/** The dashboard's routes; loaders and guards reach the query client through the context. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    // Queries decide how old data may be, not the router.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
