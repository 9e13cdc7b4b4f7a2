import { deliveriesKey } from "../../lib/deliveries.ts";
import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { incidentsKey, outcomesKey, templatesKey } from "./queries.ts";

const outcomesAtMostEveryMs = 1_000;

/** Every act on an incident touches its row, so its row and its notes tell of everything but templates. */
export const incidentsReducer: RealtimeReducer = (event, organizationId) => {
  const outcomes = invalidate(outcomesKey(organizationId), { atMostEveryMs: outcomesAtMostEveryMs });
  if (event.type === "status_changed") return [outcomes];
  if (event.type !== "changed") return [];
  if (["components", "monitors"].includes(event.table)) return [outcomes];
  if (event.table === "incidents")
    return [invalidate(incidentsKey(organizationId)), invalidate(deliveriesKey(organizationId)), outcomes];
  if (event.table === "incident_notes") return [invalidate(incidentsKey(organizationId))];
  return event.table === "incident_templates" ? [invalidate(templatesKey(organizationId))] : [];
};
