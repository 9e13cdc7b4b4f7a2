import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { apiKeysKey } from "./queries.ts";

export const apiKeysReducer: RealtimeReducer = (event, organizationId) =>
  event.type === "changed" && event.table === "api_keys" ? [invalidate(apiKeysKey(organizationId))] : [];
