import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { pagesKey, snapshotsKey } from "./queries.ts";

const snapshotsAtMostEveryMs = 1_000;

/** Rows of status pages, and what their visitors read. */
export const pagesReducer: RealtimeReducer = (event, organizationId) => {
  const snapshots = invalidate(snapshotsKey(organizationId), { atMostEveryMs: snapshotsAtMostEveryMs });
  if (event.type === "status_changed") return [snapshots];
  if (event.type !== "changed") return [];
  if (["status_pages", "status_page_components"].includes(event.table))
    return [invalidate(pagesKey(organizationId)), snapshots];
  return ["components", "component_groups"].includes(event.table) ? [snapshots] : [];
};
