import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { organizationRoute } from "./organization-route.tsx";

const maintenanceRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/maintenance",
  validateSearch: z.object({
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .optional()
      .catch(undefined),
    /** Any day of the shown week; absent in the month view. */
    week: z.iso.date().optional().catch(undefined),
    zone: z.literal("own").optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/dashboard/maintenance/maintenance.tsx"), "Maintenance"),
});

const newMaintenanceRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/maintenance/new",
  validateSearch: z.object({
    from: z.iso.date().optional().catch(undefined),
    until: z.iso.date().optional().catch(undefined),
    component: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../routes/dashboard/maintenance/maintenance-new.tsx"), "NewMaintenance"),
});

const maintenanceWindowRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/maintenance/$maintenanceId",
  component: lazyRouteComponent(
    () => import("../routes/dashboard/maintenance/maintenance-detail.tsx"),
    "MaintenanceWindow",
  ),
});

const editMaintenanceRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/maintenance/$maintenanceId/edit",
  component: lazyRouteComponent(
    () => import("../routes/dashboard/maintenance/maintenance-edit.tsx"),
    "EditMaintenance",
  ),
});

const editSeriesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: "/maintenance/series/$seriesId",
  component: lazyRouteComponent(() => import("../routes/dashboard/maintenance/maintenance-edit.tsx"), "EditSeries"),
});

/** Planned work: the calendar, windows and series. */
export const maintenanceRoutes = [
  maintenanceRoute,
  newMaintenanceRoute,
  maintenanceWindowRoute,
  editMaintenanceRoute,
  editSeriesRoute,
] as const;
