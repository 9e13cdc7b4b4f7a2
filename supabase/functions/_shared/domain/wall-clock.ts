const formatters = new Map<string, Intl.DateTimeFormat>();
const dayMs = 86_400_000;

/** A date and time as a clock on the wall shows it, without a zone: `2026-03-29T02:30:00`. */
export type WallClock = string;

/**
 * What a clock in a zone shows at an instant.
 * @throws a RangeError when there is no such zone
 */
export function wallClockAt(instant: Date, timeZone: string): WallClock {
  return new Date(instant.getTime() + offsetMs(instant.getTime(), timeZone)).toISOString().slice(0, 19);
}

/**
 * The instant at which a clock in a zone shows this time. A time that the clock shows twice (clocks go back) is the first
 * of the two; one that it skips (clocks go forward) is as long after the skip as it was meant to be after its beginning,
 * which is how RFC 5545 §3.3.5 reads it.
 * @throws a RangeError when there is no such zone or time
 */
export function instantOf(wallClock: WallClock, timeZone: string): Date {
  const asUtc = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtc)) throw new RangeError(`Not a date and time: ${wallClock}`);
  // Zones change their clocks at most once in two days, so one of these two offsets holds.
  const before = offsetMs(asUtc - dayMs, timeZone);
  const after = offsetMs(asUtc + dayMs, timeZone);
  const shown = [asUtc - before, asUtc - after].filter((at) => at + offsetMs(at, timeZone) === asUtc);
  return new Date(shown.length > 0 ? Math.min(...shown) : asUtc - before);
}

function offsetMs(instant: number, timeZone: string): number {
  const parts = new Map<string, number>();
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts.set(type, Number(value));
  const part = (type: string) => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(instant / 1000) * 1000;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    const numeric = "numeric" as const;
    const options = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
    formatter = new Intl.DateTimeFormat("en-US", { ...options, hourCycle: "h23", timeZone });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
