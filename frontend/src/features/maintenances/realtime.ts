import { deliveriesKey } from "../../lib/deliveries.ts";
import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { maintenancesKey } from "./queries.ts";

/** A series that is planned anew changes many windows at once. */
const atMostEveryMs = 500;

/** Windows, what was said of them, and series. */
export const maintenancesReducer: RealtimeReducer = (event, organizationId) =>
  event.type === "changed" && ["maintenances", "maintenance_series"].includes(event.table)
    ? [
        invalidate(maintenancesKey(organizationId), { atMostEveryMs }),
        invalidate(deliveriesKey(organizationId), { atMostEveryMs }),
      ]
    : [];
