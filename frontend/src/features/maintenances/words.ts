import { calendarDate } from "../../lib/calendar.ts";
import type { MaintenanceStatus } from "../../lib/database.ts";
import { dayFull, dayRange, timeOfDay } from "../../lib/format.ts";
import { isRunning } from "../../lib/notices.ts";

export const statusNames = {
  scheduled: "Scheduled",
  in_progress: "In progress",
  verifying: "Verifying",
  completed: "Completed",
  cancelled: "Cancelled",
} satisfies Record<MaintenanceStatus, string>;

/** Nothing more will happen. */
export function isOver(status: MaintenanceStatus): boolean {
  return status === "completed" || status === "cancelled";
}

/** How a window looks on the calendar. */
export function calendarState(status: MaintenanceStatus): "running" | "over" | "planned" {
  if (isRunning(status)) return "running";
  return isOver(status) ? "over" : "planned";
}

/** "1 window" */
export function windowCount(count: number): string {
  return count === 1 ? "1 window" : `${count} windows`;
}

/** "Sat 21 Nov 2026, 03:00 – 04:00", with the second day where it is another one. */
export function windowText(from: string, until: string, timeZone: string): string {
  const [firstDay, lastDay] = [calendarDate(from, timeZone), calendarDate(until, timeZone)];
  const end = firstDay === lastDay ? "" : `${dayFull(lastDay)}, `;
  return `${dayFull(firstDay)}, ${timeOfDay(from, timeZone)} – ${end}${timeOfDay(until, timeZone)}`;
}

const reminderWords = new Map([
  [10_080, "1 week"],
  [4_320, "3 days"],
  [1_440, "24 hours"],
  [60, "1 hour"],
  [15, "15 minutes"],
]);

/** Reminders that the form offers, in minutes before the start. */
export const reminderChoices = [...reminderWords.keys()];

/** "24 hours" before. */
export function reminderText(minutes: number): string {
  const known = reminderWords.get(minutes);
  if (known !== undefined) return known;
  if (minutes % 1_440 === 0) return `${minutes / 1_440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

/** "November 2026" of a month ("2026-11"). */
export function monthName(month: string): string {
  const options = { month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-US", options).format(new Date(`${month}-15T12:00:00Z`));
}

/** "16 Nov – 22 Nov 2026" of the days of a week. */
export function weekName(week: readonly string[]): string {
  const [first = "", last = first] = [week[0], week.at(-1)];
  return dayRange(first, last);
}
