import { addDays } from "../../lib/calendar.ts";
import { weekdayOf } from "../../lib/dates.ts";

/** A window on the clock of one time zone: "2026-11-21T03:00". */
export interface TimedSpan {
  readonly id: string;
  readonly starts: string;
  readonly ends: string;
}

/** The part of a window within one day. */
export interface DayPart {
  readonly id: string;
  readonly date: string;
  /** Minutes from midnight. */
  readonly from: number;
  readonly until: number;
  readonly comesFromBefore: boolean;
  readonly goesOn: boolean;
}

/** A part and its share of the day's width. */
export interface PlacedPart extends DayPart {
  /** From 0, of `lanes`. */
  readonly lane: number;
  readonly lanes: number;
}

export interface PlacedDay {
  readonly placed: readonly PlacedPart[];
  /** Parts for which there was no room. */
  readonly hidden: number;
}

/** Hours of the clock that a week shows, the last one not included. */
export interface HourRange {
  readonly first: number;
  readonly last: number;
}

const dayMinutes = 1_440;
/** What a week without windows shows. */
const workingHours: HourRange = { first: 8, last: 18 };
const fewestHours = 8;

/** The week of a date, from Monday to Sunday. */
export function weekOf(date: string): string[] {
  const monday = addDays(date, -weekdayOf(date));
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/** A whole day or more: it covers days, not hours of them. */
export function isLong({ starts, ends }: TimedSpan): boolean {
  return minutesBetween(starts, ends) >= dayMinutes;
}

/** A window cut at midnight. One that ends at midnight is not on the next day. */
export function dayParts({ id, starts, ends }: TimedSpan): DayPart[] {
  const [first, from] = [starts.slice(0, 10), minuteOf(starts)];
  // Clocks that are set back may show an end before the start.
  const until = Math.max(from, from + minutesBetween(starts, ends));
  const days = Math.max(1, Math.ceil(until / dayMinutes));
  return Array.from({ length: days }, (_, index) => ({
    id,
    date: addDays(first, index),
    from: index === 0 ? from : 0,
    until: Math.min(until - index * dayMinutes, dayMinutes),
    comesFromBefore: index > 0,
    goesOn: index < days - 1,
  }));
}

/** The hours in which something happens, at least eight of them, with `leastMinutes` of room for each part. */
export function hoursOf(parts: readonly DayPart[], leastMinutes: number): HourRange {
  if (parts.length === 0) return workingHours;
  const first = Math.floor(Math.min(...parts.map(({ from }) => from)) / 60);
  const end = Math.max(...parts.map(({ from, until }) => Math.max(until, from + leastMinutes)));
  const last = Math.min(24, Math.ceil(end / 60));
  const missing = Math.max(0, fewestHours - (last - first));
  const start = Math.min(Math.max(0, first - Math.floor(missing / 2)), 24 - Math.max(fewestHours, last - first));
  return { first: start, last: start + Math.max(fewestHours, last - first) };
}

/**
 * Puts parts of one day that overlap side by side, earlier and longer ones first. A part takes `leastMinutes` at least,
 * so that its text has room; what finds none of the `maxLanes` is counted.
 */
export function placeDay(parts: readonly DayPart[], leastMinutes: number, maxLanes: number): PlacedDay {
  const placed: PlacedPart[] = [];
  let hidden = 0;
  let ends: number[] = [];
  let group: (DayPart & { lane: number })[] = [];
  const close = () => {
    placed.push(...group.map((part) => ({ ...part, lanes: ends.length })));
    [ends, group] = [[], []];
  };
  for (const part of parts.toSorted((a, b) => a.from - b.from || b.until - a.until || a.id.localeCompare(b.id))) {
    // Near midnight the text's room is above.
    const from = Math.min(part.from, dayMinutes - leastMinutes);
    if (ends.every((end) => end <= from)) close();
    const free = Array.from({ length: maxLanes }, (_, lane) => lane).find((lane) => (ends[lane] ?? 0) <= from);
    if (free === undefined) hidden += 1;
    else {
      ends[free] = Math.max(part.until, from + leastMinutes);
      group.push({ ...part, lane: free });
    }
  }
  close();
  return { placed, hidden };
}

function minuteOf(local: string): number {
  return Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
}

function minutesBetween(starts: string, ends: string): number {
  return (Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`)) / 60_000;
}
