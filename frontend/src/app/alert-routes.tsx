import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { organizationRoute } from "./organization-route.tsx";

const alertsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/alerts",
  component: lazyRouteComponent(() => import("../routes/dashboard/alerts/alerts.tsx"), "AlertsLayout"),
});

const alertListRoute = createRoute({
  getParentRoute: () => alertsRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../routes/dashboard/alerts/alerts.tsx"), "Alerts"),
});

const rulesRoute = createRoute({
  getParentRoute: () => alertsRoute,
  path: "/rules",
  component: lazyRouteComponent(() => import("../routes/dashboard/alerts/rules.tsx"), "AlertRules"),
});

const contactsRoute = createRoute({
  getParentRoute: () => alertsRoute,
  path: "/contacts",
  validateSearch: z.object({
    add: z.boolean().optional().catch(undefined),
    edit: z.uuid().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/dashboard/alerts/contacts.tsx"), "AlertContacts"),
});

const newRuleRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/alerts/rules/new",
  component: lazyRouteComponent(() => import("../routes/dashboard/alerts/rule-page.tsx"), "NewAlertRule"),
});

const ruleRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/alerts/rules/$ruleId",
  component: lazyRouteComponent(() => import("../routes/dashboard/alerts/rule-page.tsx"), "EditAlertRule"),
});

/** Whom the team tells of trouble, and what is open. */
export const alertRoutes = [
  alertsRoute.addChildren([alertListRoute, rulesRoute, contactsRoute]),
  newRuleRoute,
  ruleRoute,
] as const;
