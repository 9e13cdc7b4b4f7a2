import { RRuleTemporal } from "rrule-temporal";
import { instantOf, type WallClock, wallClockAt } from "./wall-clock.ts";

/** A time that comes back: an RFC 5545 rule without DTSTART, in wall-clock time of a zone. */
export interface Recurrence {
  readonly rule: string;
  readonly timeZone: string;
  readonly firstLocal: WallClock;
}

/** Parts a rule may have. None divides a day, so a day has one occurrence at most; the database checks the same. */
const knownParts = new Set(
  "FREQ INTERVAL COUNT UNTIL BYDAY BYMONTHDAY BYMONTH BYSETPOS BYYEARDAY BYWEEKNO WKST".split(" "),
);

const untilPattern = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;

/**
 * Occurrences after one instant and up to another, in order. The rule is expanded on the calendar, then each date is
 * looked up on the zone's clock: 02:30 stays 02:30 when clocks change, and a night that skips 02:30 is not left out.
 * @throws when the rule, the zone or the first time is none
 */
export function occurrences(recurrence: Recurrence, after: Date, until: Date, limit: number): Date[] {
  const { timeZone, firstLocal } = recurrence;
  const start = compact(new Date(`${firstLocal}Z`).toISOString());
  const rule = new RRuleTemporal({ rruleString: `DTSTART:${start}\nRRULE:${onWallClock(recurrence)}` });
  // The calendar counts as if the zone were UTC, which no zone is more than a day away from.
  const margin = 86_400_000;
  const onCalendar = rule.between(new Date(after.getTime() - margin), new Date(until.getTime() + margin), true);
  const instants = onCalendar.map(({ epochMilliseconds }) =>
    instantOf(new Date(epochMilliseconds).toISOString().slice(0, 19), timeZone),
  );
  return instants.filter((at) => at > after && at <= until).slice(0, limit);
}

/** The rule with its end in wall-clock time: RFC 5545 gives UNTIL in UTC; a date means all of that day. */
function onWallClock({ rule, timeZone }: Recurrence): string {
  return rule
    .split(";")
    .map((part) => {
      const [name = "", value = ""] = part.split("=");
      if (!knownParts.has(name)) throw new RangeError(`Not a part of a rule: ${name}`);
      if (name !== "UNTIL") return part;
      const [, year, month, day, hour = "23", minute = "59", second = "59", zulu] = untilPattern.exec(value) ?? [];
      const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
      const end = zulu === undefined ? text : wallClockAt(new Date(`${text}Z`), timeZone);
      return `UNTIL=${compact(new Date(`${end}Z`).toISOString())}`;
    })
    .join(";");
}

/** `20261121T023000Z` */
function compact(isoInstant: string): string {
  return isoInstant.replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
}
