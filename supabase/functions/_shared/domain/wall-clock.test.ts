import { expect, it } from "vitest";
import { instantOf, wallClockAt } from "./wall-clock.ts";

it.each([
  ["winter", "2026-01-15T02:30:00", "Europe/Berlin", "2026-01-15T01:30:00Z"],
  ["summer", "2026-07-15T02:30:00", "Europe/Berlin", "2026-07-15T00:30:00Z"],
  ["without seconds, as forms have it", "2026-07-15T02:30", "Europe/Berlin", "2026-07-15T00:30:00Z"],
  ["the last minute before clocks go forward", "2026-03-29T01:59:59", "Europe/Berlin", "2026-03-29T00:59:59Z"],
  ["a time that is skipped", "2026-03-29T02:30:00", "Europe/Berlin", "2026-03-29T01:30:00Z"],
  ["the first minute after", "2026-03-29T03:00:00", "Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["a time that comes twice is the first", "2026-10-25T02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z"],
  ["the first minute that comes once again", "2026-10-25T03:00:00", "Europe/Berlin", "2026-10-25T02:00:00Z"],
  ["west of UTC, forward", "2026-03-08T02:30:00", "America/New_York", "2026-03-08T07:30:00Z"],
  ["west of UTC, back", "2026-11-01T01:30:00", "America/New_York", "2026-11-01T05:30:00Z"],
  ["half an hour of daylight saving", "2026-10-04T02:15:00", "Australia/Lord_Howe", "2026-10-03T15:45:00Z"],
  ["a quarter of an hour off", "2026-06-01T12:00:00", "Asia/Kathmandu", "2026-06-01T06:15:00Z"],
  ["a leap day", "2028-02-29T23:00:00", "Pacific/Kiritimati", "2028-02-29T09:00:00Z"],
  ["UTC", "2026-06-01T12:00:00", "UTC", "2026-06-01T12:00:00Z"],
])("%s", (_, wallClock, zone, instant) => {
  expect(instantOf(wallClock, zone)).toEqual(new Date(instant));
});

it.each([
  ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25T02:30:00"],
  ["2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25T02:30:00"],
  ["2026-03-29T01:30:00Z", "Europe/Berlin", "2026-03-29T03:30:00"],
  ["2026-11-21T00:00:00Z", "Asia/Tokyo", "2026-11-21T09:00:00"],
])("%s is shown in %s as %s", (instant, zone, wallClock) => {
  expect(wallClockAt(new Date(instant), zone)).toBe(wallClock);
});

it("what is no zone or no time is refused", () => {
  expect(() => instantOf("2026-11-21T00:00:00", "Nowhere/City")).toThrow(RangeError);
  expect(() => instantOf("tomorrow", "UTC")).toThrow(RangeError);
});
