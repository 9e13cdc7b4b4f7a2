import { addDays, calendarDate } from "../../lib/calendar.ts";
import type { OpenIncident, PastIncident } from "./notices.ts";
import type { PageSnapshot } from "./snapshot.ts";

/** How many days the status page looks back. */
export const pastDayCount = 14;

/** One line of the past: a day with incidents, or the quiet days between two such, merged. */
export interface PastGroup {
  /** Calendar dates in the page's time zone. */
  first: string;
  last: string;
  open: OpenIncident[];
  past: PastIncident[];
}

/**
 * The last fourteen days, newest first. An incident stands on the day it began; one that began before them and was
 * resolved within them, on the day it was resolved.
 */
export function pastGroups({ generated_at: now, page, incidents, past }: PageSnapshot): PastGroup[] {
  const dayOf = (instant: string) => calendarDate(instant, page.time_zone);
  const today = dayOf(now);
  const dates = Array.from({ length: pastDayCount }, (_, index) => addDays(today, -index));
  const oldest = dates.at(-1) ?? "";
  const placed = past.map((incident) => {
    const began = dayOf(incident.started_at);
    return { incident, day: began >= oldest ? began : dayOf(incident.resolved_at) };
  });
  const groups: PastGroup[] = [];
  for (const date of dates) {
    const open = incidents.filter((incident) => dayOf(incident.started_at) === date);
    const onDay = placed.filter(({ day }) => day === date).map(({ incident }) => incident);
    const newer = groups.at(-1);
    if (newer !== undefined && open.length + onDay.length === 0 && isQuiet(newer)) newer.first = date;
    else groups.push({ first: date, last: date, open, past: onDay });
  }
  return groups;
}

/** Whether nothing happened on a group's days. */
export function isQuiet({ open, past }: PastGroup): boolean {
  return open.length + past.length === 0;
}
