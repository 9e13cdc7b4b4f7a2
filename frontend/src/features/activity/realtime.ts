import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { activityKey } from "./queries.ts";

const atMostEveryMs = 1_000;

/** Whatever happens is activity; a burst of changes is fetched once. */
export const activityReducer: RealtimeReducer = (event, organizationId) =>
  event.type === "results" ? [] : [invalidate(activityKey(organizationId), { atMostEveryMs })];
