import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { AuditSearch } from "../features/audit/list-filter.ts";
import { OrganizationSearch, UserSearch } from "../features/instance/list-filter.ts";
import { signedInRoute } from "./root-route.tsx";

/** What a master administrator does. The database decides who that is; the layout only says so. */
const instanceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/instance",
  component: lazyRouteComponent(() => import("../routes/instance/instance-layout.tsx"), "InstanceLayout"),
});

const usersRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/",
  validateSearch: UserSearch,
  component: lazyRouteComponent(() => import("../routes/instance/users.tsx"), "InstanceUsers"),
});

const organizationsRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/organizations",
  validateSearch: OrganizationSearch,
  component: lazyRouteComponent(() => import("../routes/instance/organizations.tsx"), "InstanceOrganizations"),
});

const probesRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/probes",
  component: lazyRouteComponent(() => import("../routes/instance/probes.tsx"), "InstanceProbes"),
});

const auditRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/audit",
  validateSearch: AuditSearch,
  component: lazyRouteComponent(() => import("../routes/instance/audit.tsx"), "InstanceAuditLog"),
});

const licenseRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/license",
  component: lazyRouteComponent(() => import("../routes/instance/license.tsx"), "InstanceLicense"),
});

const messagesRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/messages",
  component: lazyRouteComponent(() => import("../routes/instance/messages.tsx"), "InstanceMessages"),
});

const singleSignOnRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/single-sign-on",
  component: lazyRouteComponent(() => import("../routes/instance/single-sign-on.tsx"), "InstanceSingleSignOn"),
});

const announcementsRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/announcements",
  component: lazyRouteComponent(() => import("../routes/instance/announcements.tsx"), "InstanceAnnouncements"),
});

const settingsRoute = createRoute({
  getParentRoute: () => instanceRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("../routes/instance/settings.tsx"), "InstanceSettings"),
});

export const instanceTree = instanceRoute.addChildren([
  usersRoute,
  organizationsRoute,
  probesRoute,
  auditRoute,
  licenseRoute,
  messagesRoute,
  singleSignOnRoute,
  announcementsRoute,
  settingsRoute,
]);
