import { addDays, calendarDate } from "../../lib/calendar.ts";
import { addMonths, datesOf, monthOf, sameDayIn } from "../../lib/dates.ts";
import { type ComponentStatus, severity } from "../../lib/status.ts";
import type { HistoryBody, HistoryEntry } from "./notice-bodies.ts";
import { glyphOf } from "./notices.ts";

/** An entry with the days it lasted, in the page's time zone. */
export interface DatedEntry {
  entry: HistoryEntry;
  first: string;
  last: string;
}

/** Entries with their days; what goes on lasts until the day the page was made. */
export function datedEntries({ entries, page, generated_at: now }: HistoryBody): DatedEntry[] {
  const today = calendarDate(now, page.time_zone);
  return entries.map((entry) => {
    const first = calendarDate(entry.starts_at, page.time_zone);
    const last = entry.ends_at === null ? today : calendarDate(entry.ends_at, page.time_zone);
    return { entry, first, last };
  });
}

/** One day of the calendar. */
export interface HistoryDay {
  date: string;
  incidents: number;
  maintenances: number;
  /** Shape of the worst entry; null on a quiet day. */
  worst: ComponentStatus | null;
}

/** The days of a month with what happened on each. */
export function historyDays(month: string, entries: readonly DatedEntry[]): HistoryDay[] {
  return datesOf(month).map((date) => {
    const found = entries.filter(({ first, last }) => date >= first && date <= last).map(({ entry }) => entry);
    const incidents = found.filter(({ kind }) => kind === "incident").length;
    const worst = found.reduce<ComponentStatus | null>((known, entry) => worseOf(known, shapeOf(entry)), null);
    return { date, incidents, maintenances: found.length - incidents, worst };
  });
}

/** Shape and colour of an entry. */
export function shapeOf({ kind, impact }: HistoryEntry): ComponentStatus {
  return glyphOf(kind === "maintenance" ? "maintenance" : impact);
}

function worseOf(known: ComponentStatus | null, status: ComponentStatus): ComponentStatus {
  return known === null || severity(status) > severity(known) ? status : known;
}

/** The entries of a month by day, newest first. What began before the month stands on its first day. */
export function entriesByDay(
  month: string,
  entries: readonly DatedEntry[],
): { date: string; entries: HistoryEntry[] }[] {
  const firstDate = `${month}-01`;
  const endDate = `${addMonths(month, 1)}-01`;
  const days = new Map<string, HistoryEntry[]>();
  for (const { entry, first, last } of entries) {
    if (first >= endDate || last < firstDate) continue;
    const date = first < firstDate ? firstDate : first;
    days.set(date, [...(days.get(date) ?? []), entry]);
  }
  return [...days].toSorted(([a], [b]) => (a < b ? 1 : -1)).map(([date, found]) => ({ date, entries: found }));
}

/** Where the arrows lead from a date; null when a key means nothing here. */
export function dateForKey(key: string, date: string): string | null {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  if (by !== undefined) return addDays(date, by);
  if (key === "PageUp") return sameDayIn(date, -1);
  if (key === "PageDown") return sameDayIn(date, 1);
  const dates = datesOf(monthOf(date));
  if (key === "Home") return dates[0] ?? null;
  return key === "End" ? (dates.at(-1) ?? null) : null;
}
