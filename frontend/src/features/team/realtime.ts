import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { teamKey } from "./queries.ts";

export const teamReducer: RealtimeReducer = (event, organizationId) =>
  event.type === "changed" && (event.table === "members" || event.table === "invitations")
    ? [invalidate(teamKey(organizationId))]
    : [];
