import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
import { AuditSearch } from "../features/audit/list-filter.ts";
import { componentKindOrder } from "../features/components/kinds.ts";
import { ComponentSearch } from "../features/components/list-filter.ts";
import { IncidentSearch } from "../features/incidents/list-filter.ts";
import { incidentStatuses } from "../features/incidents/words.ts";
import { checkKindOrder } from "../features/monitors/kinds.ts";
import { alertRoutes } from "./alert-routes.tsx";
import { maintenanceRoutes } from "./maintenance-routes.tsx";
import { organizationRoute } from "./organization-route.tsx";
import { subscriberRoutes } from "./subscriber-routes.tsx";

const overviewRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/",
  validateSearch: z.object({ range: z.enum(["24h", "7d", "30d", "90d"]).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/dashboard/overview.tsx"), "Overview"),
});

const probesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/probes",
  component: lazyRouteComponent(() => import("../routes/dashboard/probes.tsx"), "Probes"),
});

const teamRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/team",
  validateSearch: z.object({ add: z.boolean().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/dashboard/team.tsx"), "TeamLayout"),
});

const teamMembersRoute = createRoute({
  getParentRoute: () => teamRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../routes/dashboard/team.tsx"), "TeamMembers"),
});

const teamRolesRoute = createRoute({
  getParentRoute: () => teamRoute,
  path: "/roles",
  component: lazyRouteComponent(() => import("../routes/dashboard/team.tsx"), "TeamRoles"),
});

const settingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("../routes/dashboard/settings.tsx"), "SettingsLayout"),
});

const organizationSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../routes/dashboard/settings.tsx"), "OrganizationSettings"),
});

const notificationSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/notifications",
  component: lazyRouteComponent(() => import("../routes/dashboard/notification-settings.tsx"), "NotificationSettings"),
});

const planSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/plan",
  component: lazyRouteComponent(() => import("../routes/dashboard/plan.tsx"), "PlanSettings"),
});

const apiKeySettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/api-keys",
  component: lazyRouteComponent(() => import("../routes/dashboard/api-keys.tsx"), "ApiKeySettings"),
});

/** Where a person's own settings were before they had a place of their own. */
const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/profile",
  beforeLoad: () => {
    throw redirect({ to: "/account" });
  },
});

const auditRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/audit",
  validateSearch: AuditSearch,
  component: lazyRouteComponent(() => import("../routes/dashboard/audit.tsx"), "AuditLog"),
});

const componentsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/components",
  validateSearch: ComponentSearch,
  component: lazyRouteComponent(() => import("../routes/dashboard/components.tsx"), "Components"),
});

const newComponentRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/components/new",
  validateSearch: z.object({
    name: z.string().optional().catch(undefined),
    kind: z.enum(componentKindOrder).optional().catch(undefined),
    group: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/dashboard/component-new.tsx"), "NewComponent"),
});

const componentRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/components/$componentId",
  component: lazyRouteComponent(() => import("../routes/dashboard/component-layout.tsx"), "ComponentLayout"),
});

const componentOverviewRoute = createRoute({
  getParentRoute: () => componentRoute,
  path: "/",
  validateSearch: z.object({
    range: z.enum(["6h", "24h", "7d", "30d"]).optional().catch(undefined),
    percentile: z.enum(["p50", "p95", "p99"]).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/dashboard/component-overview.tsx"), "ComponentOverview"),
});

const componentLogRoute = createRoute({
  getParentRoute: () => componentRoute,
  path: "/log",
  validateSearch: z.object({ failed: z.boolean().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/dashboard/component-log.tsx"), "ComponentLog"),
});

const componentCriteriaRoute = createRoute({
  getParentRoute: () => componentRoute,
  path: "/criteria",
  component: lazyRouteComponent(() => import("../routes/dashboard/component-criteria.tsx"), "ComponentCriteria"),
});

const componentSettingsRoute = createRoute({
  getParentRoute: () => componentRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("../routes/dashboard/component-settings.tsx"), "ComponentSettings"),
});

const newMonitorRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/components/$componentId/monitors/new",
  validateSearch: z.object({ kind: z.enum(checkKindOrder).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/dashboard/monitor-new.tsx"), "NewMonitor"),
});

const monitorRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/components/$componentId/monitors/$monitorId",
  component: lazyRouteComponent(() => import("../routes/dashboard/monitor-edit.tsx"), "EditMonitor"),
});

const pagesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/pages",
  component: lazyRouteComponent(() => import("../routes/dashboard/pages.tsx"), "Pages"),
});

const newPageRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/pages/new",
  component: lazyRouteComponent(() => import("../routes/dashboard/page-new.tsx"), "NewPage"),
});

const pageRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/pages/$pageId",
  validateSearch: z.object({
    section: z.enum(["general", "components", "theme", "preview"]).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/dashboard/page-editor.tsx"), "PageEditor"),
});

const incidentsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/incidents",
  validateSearch: IncidentSearch,
  component: lazyRouteComponent(() => import("../routes/dashboard/incidents/incidents.tsx"), "Incidents"),
});

const newIncidentRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/incidents/new",
  validateSearch: z.object({ component: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/dashboard/incidents/incident-new.tsx"), "NewIncident"),
});

const incidentRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/incidents/$incidentId",
  component: lazyRouteComponent(() => import("../routes/dashboard/incidents/incident-detail.tsx"), "IncidentPage"),
});

const updateIncidentRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/incidents/$incidentId/update",
  validateSearch: z.object({ status: z.enum(incidentStatuses).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/dashboard/incidents/incident-update.tsx"), "UpdateIncident"),
});

export const organizationTree = organizationRoute.addChildren([
  overviewRoute,
  componentsRoute,
  newComponentRoute,
  componentRoute.addChildren([
    componentOverviewRoute,
    componentLogRoute,
    componentCriteriaRoute,
    componentSettingsRoute,
  ]),
  newMonitorRoute,
  monitorRoute,
  incidentsRoute,
  newIncidentRoute,
  incidentRoute,
  updateIncidentRoute,
  ...maintenanceRoutes,
  pagesRoute,
  newPageRoute,
  pageRoute,
  ...subscriberRoutes,
  ...alertRoutes,
  probesRoute,
  teamRoute.addChildren([teamMembersRoute, teamRolesRoute]),
  auditRoute,
  settingsRoute.addChildren([
    organizationSettingsRoute,
    notificationSettingsRoute,
    apiKeySettingsRoute,
    planSettingsRoute,
    profileRoute,
  ]),
]);
