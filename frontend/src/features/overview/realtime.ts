import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { overviewKey } from "./queries.ts";

const regionsAtMostEveryMs = 2_000;
const figuresAtMostEveryMs = 10_000;

/** New results change the matrix soon and the figures now and then; a new status changes all of it. */
export const overviewReducer: RealtimeReducer = (event, organizationId) => {
  const root = overviewKey(organizationId);
  const regions = invalidate([...root, "regions"], { atMostEveryMs: regionsAtMostEveryMs });
  const figures = invalidate([...root, "figures"], { atMostEveryMs: figuresAtMostEveryMs });
  if (event.type === "results") return [regions, figures];
  if (event.type === "status_changed")
    return [invalidate([...root, "regions"]), invalidate([...root, "last-day"]), figures];
  return ["components", "monitors"].includes(event.table) ? [invalidate(root)] : [];
};
