import { calendarDate } from "../../lib/calendar.ts";
import { dateAndTime, timeNear, timeOfDay } from "../../lib/format.ts";

/** Calendar dates are "2026-11-21" and months "2026-11": neither is an instant, so neither has a zone. */
const named = new Intl.DateTimeFormat("en-US", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const monthNamed = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });

function partsOf(formatter: Intl.DateTimeFormat, isoDate: string): Partial<Record<string, string>> {
  const parts = formatter.formatToParts(new Date(`${isoDate}T12:00:00Z`));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** "Wed 25 Nov" */
export function dayNamed(isoDate: string): string {
  const { weekday, day, month } = partsOf(named, isoDate);
  return `${weekday} ${day} ${month}`;
}

/** "16 – 19 Nov", "30 Oct – 2 Nov"; "Wed 25 Nov" for one day alone. */
export function daysNamed(firstIsoDate: string, lastIsoDate: string): string {
  if (firstIsoDate === lastIsoDate) return dayNamed(firstIsoDate);
  const first = partsOf(named, firstIsoDate);
  const last = partsOf(named, lastIsoDate);
  const firstMonth = first.month === last.month ? "" : ` ${first.month}`;
  return `${first.day}${firstMonth} – ${last.day} ${last.month}`;
}

/** "November 2026" */
export function monthLong(month: string): string {
  const parts = partsOf(monthNamed, `${month}-15`);
  return `${parts.month} ${parts.year}`;
}

/** "02:47 – 03:31", with dates where the two are not on the same day. */
export function timeSpan(from: string, until: string, timeZone: string): string {
  const isSameDay = calendarDate(from, timeZone) === calendarDate(until, timeZone);
  const tell = isSameDay ? timeOfDay : dateAndTime;
  return `${tell(from, timeZone)} – ${tell(until, timeZone)}`;
}

/** As `timeNear`, with the year where it is another: "1 Oct 2025, 08:00". */
export function timeAnywhere(instant: string, reference: string, timeZone: string): string {
  const year = calendarDate(instant, timeZone).slice(0, 4);
  if (year === calendarDate(reference, timeZone).slice(0, 4)) return timeNear(instant, reference, timeZone);
  return dateAndTime(instant, timeZone).replace(",", ` ${year},`);
}
