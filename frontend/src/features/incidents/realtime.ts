import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { incidentsKey, templatesKey } from "./queries.ts";

/** Every act on an incident touches its row, so its row and its notes tell of everything but templates. */
export const incidentsReducer: RealtimeReducer = (event, organizationId) => {
  if (event.type !== "changed") return [];
  if (["incidents", "incident_notes"].includes(event.table)) return [invalidate(incidentsKey(organizationId))];
  return event.table === "incident_templates" ? [invalidate(templatesKey(organizationId))] : [];
};
