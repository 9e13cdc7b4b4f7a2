import { organizationKey } from "../../lib/keys.ts";
import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { factsKey, organizationsKey } from "./queries.ts";

/** Name, address and the caller's own role and rights. */
export const organizationsReducer: RealtimeReducer = (event, organizationId) => {
  if (event.type !== "changed") return [];
  if (event.table === "organizations") return [invalidate(organizationsKey), invalidate(factsKey(organizationId))];
  if (event.table === "members")
    return [invalidate(organizationsKey), invalidate(organizationKey(organizationId, "permissions"))];
  return [];
};
