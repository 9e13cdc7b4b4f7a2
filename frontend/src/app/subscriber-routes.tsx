import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { SubscriberSearch } from "../features/subscribers/list-filter.ts";
import { organizationRoute } from "./organization-route.tsx";

const subscribersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/subscribers",
  validateSearch: z.object({ add: z.enum(["one", "file"]).optional().catch(undefined) }),
  component: lazyRouteComponent(
    () => import("../routes/dashboard/subscribers/subscribers-layout.tsx"),
    "SubscribersLayout",
  ),
});

const subscriberListRoute = createRoute({
  getParentRoute: () => subscribersRoute,
  path: "/",
  validateSearch: SubscriberSearch,
  component: lazyRouteComponent(() => import("../routes/dashboard/subscribers/subscribers.tsx"), "Subscribers"),
});

const undeliveredRoute = createRoute({
  getParentRoute: () => subscribersRoute,
  path: "/undelivered",
  component: lazyRouteComponent(() => import("../routes/dashboard/subscribers/undelivered.tsx"), "Undelivered"),
});

const subscriberRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/subscribers/$subscriberId",
  component: lazyRouteComponent(
    () => import("../routes/dashboard/subscribers/subscriber-detail.tsx"),
    "SubscriberPage",
  ),
});

/** Who follows the pages, and what was sent to them. */
export const subscriberRoutes = [
  subscribersRoute.addChildren([subscriberListRoute, undeliveredRoute]),
  subscriberRoute,
] as const;
