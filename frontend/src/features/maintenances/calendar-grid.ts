import { addDays } from "../../lib/calendar.ts";
import { addMonths, weekdayOf } from "../../lib/dates.ts";

/** A window on the calendar: the days it touches, both included. */
export interface DaySpan {
  readonly id: string;
  readonly first: string;
  readonly last: string;
}

/** The part of a window within one week. */
export interface PlacedSpan {
  readonly id: string;
  /** Day of the week it begins at, from 0. */
  readonly column: number;
  /** How many days it covers. */
  readonly length: number;
  /** Line below the day's number, from 0. */
  readonly lane: number;
  readonly comesFromBefore: boolean;
  readonly goesOn: boolean;
}

export interface PlacedWeek {
  readonly placed: readonly PlacedSpan[];
  /** Windows for which a day has no line left, by date. */
  readonly hidden: ReadonlyMap<string, number>;
}

/** The weeks that a month touches, each from Monday to Sunday. */
export function weeksOf(month: string): string[][] {
  const first = addDays(`${month}-01`, -weekdayOf(`${month}-01`));
  const next = `${addMonths(month, 1)}-01`;
  const weeks: string[][] = [];
  for (let day = first; day < next; day = addDays(day, 7))
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(day, index)));
  return weeks;
}

/**
 * Gives each window of a week a line that is free on all its days: earlier and longer ones first, so that a window keeps
 * its place in the week. What finds none of the `lanes` is counted on each of its days.
 */
export function placeWeek(week: readonly string[], spans: readonly DaySpan[], lanes: number): PlacedWeek {
  const [first = "", last = ""] = [week.at(0), week.at(-1)];
  const placed: PlacedSpan[] = [];
  const hidden = new Map<string, number>();
  const ends: string[] = [];
  const here = spans
    .filter((span) => span.first <= last && span.last >= first)
    .toSorted((a, b) => a.first.localeCompare(b.first) || b.last.localeCompare(a.last));
  for (const span of here) {
    const days = week.filter((day) => day >= span.first && day <= span.last);
    const [from = first, until = last] = [days.at(0), days.at(-1)];
    const free = Array.from({ length: lanes }, (_, lane) => lane).find((lane) => (ends[lane] ?? "") < from);
    if (free === undefined) {
      for (const day of days) hidden.set(day, (hidden.get(day) ?? 0) + 1);
      continue;
    }
    ends[free] = until;
    placed.push({
      id: span.id,
      column: week.indexOf(from),
      length: days.length,
      lane: free,
      comesFromBefore: span.first < first,
      goesOn: span.last > last,
    });
  }
  return { placed, hidden };
}
