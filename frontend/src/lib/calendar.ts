const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar date of an instant in a time zone: "2026-11-21". An unknown zone counts as UTC. */
export function calendarDate(instant: string | number, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = makeFormatter(timeZone);
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  const options = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
}

/** Noon of a calendar date, in UTC: a date is no instant and has no zone. */
export function noonOf(isoDate: string): Date {
  return new Date(`${isoDate}T12:00:00Z`);
}

/** The date `count` days later; earlier when negative. */
export function addDays(isoDate: string, count: number): string {
  const date = noonOf(isoDate);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** "23 Aug" of a calendar date. */
export function dayShort(isoDate: string): string {
  const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  const parts = new Intl.DateTimeFormat("en-US", options).formatToParts(new Date(`${isoDate}T12:00:00Z`));
  const value = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${value("day")} ${value("month")}`;
}

/** "03:25:08" in a time zone. */
export function timeWithSeconds(instant: string | number, timeZone: string): string {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(instant));
}
