import { addDays, noonOf } from "./calendar.ts";

/** The month `count` months later; earlier when negative. */
export function addMonths(month: string, count: number): string {
  const date = noonOf(`${month}-15`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return monthOf(date.toISOString());
}

/** The month a date is in. */
export function monthOf(isoDate: string): string {
  return isoDate.slice(0, 7);
}

/** Every date of a month, in order. */
export function datesOf(month: string): string[] {
  const last = Number(addDays(`${addMonths(month, 1)}-01`, -1).slice(8));
  return Array.from({ length: last }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
}

/** The same day `count` months later, or the last of that month where it has no such day. */
export function sameDayIn(isoDate: string, count: number): string {
  const dates = datesOf(addMonths(monthOf(isoDate), count));
  return dates[Math.min(Number(isoDate.slice(8)), dates.length) - 1] ?? isoDate;
}

/** Days from Monday: 0 to 6. */
export function weekdayOf(isoDate: string): number {
  return (noonOf(isoDate).getUTCDay() + 6) % 7;
}
