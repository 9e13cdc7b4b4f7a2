import type { IncidentBody, MaintenanceBody } from "./notice-bodies.ts";
import { noticeStrings } from "./notice-strings.ts";
import type { LiveRules } from "./realtime.ts";

type Body = IncidentBody | MaintenanceBody;

/** The page of one incident or maintenance: any change of the status page is one refetch, spread by jitter. */
export const noticeRules: LiveRules<Body> = { apply: () => null, announce };

function announce(before: Body, after: Body): string | null {
  const newest = after.updates[0];
  const isNew = newest !== undefined && !before.updates.some(({ id }) => id === newest.id);
  if (isNew || before.status !== after.status) return noticeStrings.update(noticeStrings.status[after.status]);
  return null;
}
