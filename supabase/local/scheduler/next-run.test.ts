import { expect, test } from "vitest";
import { nextRun } from "./next-run.ts";

const at = (text: string) => Date.parse(text);

test.each([
  ["every minute: the next full one", "* * * * *", "2026-11-21T10:00:30Z", "2026-11-21T10:01:00Z"],
  ["a full minute is not its own successor", "* * * * *", "2026-11-21T10:01:00Z", "2026-11-21T10:02:00Z"],
  ["steps", "*/15 * * * *", "2026-11-21T10:14:59Z", "2026-11-21T10:15:00Z"],
  ["UTC, over the end of a year", "0 0 1 1 *", "2026-11-21T10:00:00Z", "2027-01-01T00:00:00Z"],
  ["names of days", "0 6 * * mon", "2026-11-21T10:00:00Z", "2026-11-23T06:00:00Z"],
  ["day of month or day of week", "0 0 13 * 5", "2026-11-21T10:00:00Z", "2026-11-27T00:00:00Z"],
  ["last day of the month", "0 0 $ * *", "2026-11-21T10:00:00Z", "2026-11-30T00:00:00Z"],
  ["words", "@hourly", "2026-11-21T10:30:00Z", "2026-11-21T11:00:00Z"],
  ["seconds", "10 seconds", "2026-11-21T10:00:03Z", "2026-11-21T10:00:13Z"],
  ["one second", "1 second", "2026-11-21T10:00:03Z", "2026-11-21T10:00:04Z"],
])("%s", (_name, schedule, after, expected) => {
  expect(nextRun(schedule, at(after))).toBe(at(expected));
});

test("@reboot has no next time", () => {
  expect(nextRun("@reboot", 0)).toBeUndefined();
});
