import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { alertsKey } from "./queries.ts";

/** An outage of much opens many alerts at once. */
const atMostEveryMs = 500;
const tables = ["alerts", "alert_rules", "alert_contacts"];

/** Alerts, their rules and contacts. */
export const alertsReducer: RealtimeReducer = (event, organizationId) =>
  event.type === "changed" && tables.includes(event.table)
    ? [invalidate(alertsKey(organizationId), { atMostEveryMs })]
    : [];
