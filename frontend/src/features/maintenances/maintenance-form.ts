import { occurrences } from "@heliograph/shared/domain/recurrence.ts";
import { instantOf } from "@heliograph/shared/domain/wall-clock.ts";
import { z } from "zod";
import { localTime } from "../../lib/time-zone.ts";
import type { Span } from "./conflicts.ts";
import type { MaintenanceDetail, SeriesRow } from "./queries.ts";
import { noRepeat, repeatKinds, repeatOf, ruleOf } from "./repeat.ts";

const minuteMs = 60_000;
const maxMinutes = 43_200;
const wallClock = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** What the form holds. Times are those of a clock in `time_zone`: "2026-11-21T03:00". Types only: a draft need not be valid. */
export const MaintenanceDraft = z.object({
  title: z.string(),
  body: z.string(),
  starts: z.string(),
  ends: z.string(),
  time_zone: z.string(),
  component_ids: z.array(z.string()),
  repeat: z.enum(repeatKinds),
  every: z.number("Enter a number."),
  weekdays: z.array(z.string()),
  end: z.enum(["never", "until", "count"]),
  until: z.string(),
  count: z.number("Enter a number."),
  rule: z.string(),
  reminder_minutes: z.array(z.number()),
  starts_automatically: z.boolean(),
  ends_automatically: z.boolean(),
  suppresses_alerts: z.boolean(),
  notify: z.boolean(),
});

export type MaintenanceValues = z.infer<typeof MaintenanceDraft>;

/** What can be planned. */
export const MaintenanceForm = MaintenanceDraft.superRefine((values, context) => {
  const rule = (isKept: boolean, field: keyof MaintenanceValues, message: string) => {
    if (!isKept) context.addIssue({ code: "custom", path: [field], message });
  };
  const { title, body, starts, ends, repeat, every, weekdays, end, until, count } = values;
  const isWithin = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  rule(title.trim() !== "", "title", "Enter a title.");
  rule(title.trim().length <= 200, "title", "At most 200 characters.");
  rule(body.length <= 20_000, "body", "At most 20,000 characters.");
  rule(wallClock.test(starts), "starts", "Say when it starts.");
  rule(wallClock.test(ends), "ends", "Say when it ends.");
  rule(isZone(values.time_zone), "time_zone", "There is no such time zone.");
  const minutes = durationMinutes(values);
  rule(!(minutes <= 0), "ends", "It ends after it starts.");
  rule(!(minutes > maxMinutes), "ends", "A window is at most 30 days long.");
  rule(values.reminder_minutes.length <= 5, "reminder_minutes", "At most five reminders.");
  if (repeat === "none" || repeat === "custom") return;
  rule(isWithin(every, 99), "every", "A whole number from 1 to 99.");
  rule(repeat !== "weekly" || weekdays.length > 0, "weekdays", "Choose a day.");
  rule(end !== "until" || until >= starts.slice(0, 10), "until", "The last day is not before the first.");
  rule(end !== "count" || isWithin(count, 1_000), "count", "A whole number from 1 to 1,000.");
});

/** Fields that the server may name. */
export const maintenanceFields = {
  title: "title",
  body: "body",
  scheduled_for: "starts",
  scheduled_until: "ends",
  first_local: "starts",
  duration_minutes: "ends",
  time_zone: "time_zone",
  component_ids: "component_ids",
  rule: "repeat",
  reminder_minutes: "reminder_minutes",
} as const;

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** A form for a new window on these days, in the small hours; or beginning with the next full hour. */
export function newValues(
  timeZone: string,
  now: number,
  days: { from?: string | undefined; until?: string | undefined },
): MaintenanceValues {
  const hourMs = 60 * minuteMs;
  const next = Math.ceil((now + 1) / hourMs) * hourMs;
  const { from, until = from } = days;
  // A day that has begun: its small hours are over.
  const isAhead = from !== undefined && from > localTime(now, timeZone).slice(0, 10);
  return {
    ...noRepeat,
    title: "",
    body: "",
    starts: isAhead ? `${from}T02:00` : localTime(next, timeZone),
    ends: isAhead ? `${until}T04:00` : localTime(next + hourMs, timeZone),
    time_zone: timeZone,
    component_ids: [],
    reminder_minutes: [1_440, 60],
    starts_automatically: true,
    ends_automatically: true,
    suppresses_alerts: true,
    notify: true,
  };
}

/** A stored window as the form holds it. */
export function windowValues(maintenance: MaintenanceDetail, timeZone: string): MaintenanceValues {
  return {
    ...noRepeat,
    ...settingsOf(maintenance),
    starts: localTime(maintenance.scheduled_for, timeZone),
    ends: localTime(maintenance.scheduled_until, timeZone),
    time_zone: timeZone,
    component_ids: [...maintenance.componentIds].sort(),
  };
}

/** A stored series as the form holds it. */
export function seriesValues(series: SeriesRow): MaintenanceValues {
  const starts = series.first_local.slice(0, 16);
  const first = instantOf(starts, series.time_zone).getTime();
  return {
    ...repeatOf(series.rule, starts.slice(0, 10)),
    ...settingsOf(series),
    starts,
    ends: localTime(first + series.duration_minutes * minuteMs, series.time_zone),
    time_zone: series.time_zone,
    component_ids: [...series.component_ids].sort(),
  };
}

function settingsOf(row: MaintenanceDetail | SeriesRow) {
  const { title, body, reminder_minutes, starts_automatically, ends_automatically, suppresses_alerts, notify } = row;
  return {
    title,
    body,
    reminder_minutes: reminder_minutes.toSorted((a, b) => b - a),
    starts_automatically,
    ends_automatically,
    suppresses_alerts,
    notify,
  };
}

type Times = Pick<MaintenanceValues, "starts" | "ends" | "time_zone">;

/** How long a window is; zero or less when it ends before it starts, not a number when a time is none. */
export function durationMinutes({ starts, ends, time_zone: zone }: Times): number {
  if (!wallClock.test(starts) || !wallClock.test(ends) || !isZone(zone)) return Number.NaN;
  return (instantOf(ends, zone).getTime() - instantOf(starts, zone).getTime()) / minuteMs;
}

/** A window's time as instants. */
export function spanOf({ starts, ends, time_zone: zone }: Times): Span {
  return { from: instantOf(starts, zone).toISOString(), until: instantOf(ends, zone).toISOString() };
}

const previewMs = 5 * 366 * 86_400_000;

/**
 * The next windows that saving would plan: one, or the first of those a rule yields, by the expansion that plans them.
 * Empty while the form holds something that cannot be planned.
 */
export function nextWindows(values: MaintenanceValues, now: number, count: number): Span[] {
  const minutes = durationMinutes(values);
  if (!(minutes > 0)) return [];
  const rule = ruleOf(values, values.starts.slice(0, 10));
  if (rule === null) return [spanOf(values)];
  const { starts: firstLocal, time_zone: timeZone } = values;
  try {
    const from = Math.max(now, instantOf(firstLocal, timeZone).getTime() - 1);
    return occurrences({ rule, firstLocal, timeZone }, new Date(from), new Date(from + previewMs), count).map((at) => ({
      from: at.toISOString(),
      until: new Date(at.getTime() + minutes * minuteMs).toISOString(),
    }));
  } catch {
    return [];
  }
}
