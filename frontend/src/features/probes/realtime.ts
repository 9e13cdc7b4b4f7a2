import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { probesKey } from "./queries.ts";

export const probesReducer: RealtimeReducer = (event, organizationId) =>
  event.type === "changed" && event.table === "probes" ? [invalidate(probesKey(organizationId))] : [];
