/**
 * Dates and numbers through Intl. Only parts are taken from it and put together here: whole patterns differ between
 * the ICU versions of server and browser, and a differing comma would break hydration.
 */
const locale = "en-US";
/** Plex draws the narrow no-break space (U+202F) so thin that "212 ms" reads as one word: the full-width one it is. */
const unitSpace = "\u00a0";

type DateParts = Partial<Record<Intl.DateTimeFormatPartTypes, string>>;

const formatters = new Map<string, Intl.DateTimeFormat>();

function dateParts(date: Date, timeZone: string, options: Intl.DateTimeFormatOptions): DateParts {
  const key = JSON.stringify([timeZone, options]);
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = makeFormatter(timeZone, options);
    formatters.set(key, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(date).map((part) => [part.type, part.value]));
}

function makeFormatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  }
}

/** `isoDate` is a calendar date ("2026-10-01"), not an instant: it has no zone. */
function calendarParts(isoDate: string, options: Intl.DateTimeFormatOptions): DateParts {
  return dateParts(new Date(`${isoDate}T12:00:00Z`), "UTC", options);
}

/** "1 October" */
export function dayLong(isoDate: string): string {
  const { day, month } = calendarParts(isoDate, { day: "numeric", month: "long" });
  return `${day} ${month}`;
}

/** "Thu 1 Oct 2026" */
export function dayFull(isoDate: string): string {
  const parts = calendarParts(isoDate, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  return `${parts.weekday} ${parts.day} ${parts.month} ${parts.year}`;
}

/** "23 Aug – 21 Nov 2026" */
export function dayRange(firstIsoDate: string, lastIsoDate: string): string {
  const options = { day: "numeric", month: "short", year: "numeric" } as const;
  const first = calendarParts(firstIsoDate, options);
  const last = calendarParts(lastIsoDate, options);
  const firstYear = first.year === last.year ? "" : ` ${first.year}`;
  return `${first.day} ${first.month}${firstYear} – ${last.day} ${last.month} ${last.year}`;
}

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** "03:25" */
export function timeOfDay(instant: string | number, timeZone: string): string {
  const { hour, minute } = dateParts(new Date(instant), timeZone, clock);
  return `${hour}:${minute}`;
}

/** "21 Nov, 03:25" */
export function dateAndTime(instant: string | number, timeZone: string): string {
  const parts = dateParts(new Date(instant), timeZone, { ...clock, day: "numeric", month: "short" });
  return `${parts.day} ${parts.month}, ${parts.hour}:${parts.minute}`;
}

/** "03:25" on the day of `reference`, "20 Nov, 03:25" on any other. */
export function timeNear(instant: string | number, reference: string | number, timeZone: string): string {
  const isSameDay = isoDay(instant, timeZone) === isoDay(reference, timeZone);
  return isSameDay ? timeOfDay(instant, timeZone) : dateAndTime(instant, timeZone);
}

function isoDay(instant: string | number, timeZone: string): string {
  const parts = dateParts(new Date(instant), timeZone, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** "UTC+1": the zone's offset at that instant. */
export function zoneOffset(instant: string, timeZone: string): string {
  const { timeZoneName } = dateParts(new Date(instant), timeZone, { timeZoneName: "shortOffset" });
  return (timeZoneName ?? "UTC").replace("GMT", "UTC").replace(/\+0$/, "");
}

const percentFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, roundingMode: "trunc" });

/** A percentage without its sign, truncated: 99.996 is "99.99", never "100". */
export function percentFigure(percent: number): string {
  const text = percentFormat.format(percent);
  return percent < 100 && text.includes(".") ? text.padEnd(text.indexOf(".") + 3, "0") : text;
}

/** "99.95 %" */
export function percent(value: number): string {
  return `${percentFigure(value)}${unitSpace}%`;
}

const integerFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const secondsFormat = new Intl.NumberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** "212 ms", from 1,000 ms on "1.84 s" */
export function latency(milliseconds: number): string {
  if (Math.round(milliseconds) < 1000) return `${integerFormat.format(milliseconds)}${unitSpace}ms`;
  return `${secondsFormat.format(milliseconds / 1000)}${unitSpace}s`;
}

/** "17,280" */
export function wholeNumber(value: number): string {
  return integerFormat.format(value);
}

/** "38 s", "42 min", "23 h 18 min" */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${unitSpace}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${unitSpace}min`;
  const rest = minutes % 60;
  const hours = `${Math.floor(minutes / 60)}${unitSpace}h`;
  return rest === 0 ? hours : `${hours} ${rest}${unitSpace}min`;
}

/** The largest unit only, for an age that counts up: "3 s", "12 min", "2 h", "4 d" */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}${unitSpace}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${unitSpace}min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${unitSpace}h`;
  return `${Math.floor(seconds / 86_400)}${unitSpace}d`;
}
