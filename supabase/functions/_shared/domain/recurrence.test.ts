import { describe, expect, it } from "vitest";
import { occurrences } from "./recurrence.ts";

const expand = (rule: string, firstLocal: string, timeZone: string, from: string, until: string, limit = 400) =>
  occurrences({ rule, firstLocal, timeZone }, new Date(from), new Date(until), limit).map((at) =>
    at.toISOString().replace(":00.000Z", "Z"),
  );

describe("when clocks change", () => {
  it.each([
    [
      "forward: 01:30 stays 01:30",
      "2026-03-28T01:30:00",
      ["2026-03-28T00:30Z", "2026-03-29T00:30Z", "2026-03-29T23:30Z"],
    ],
    [
      "forward: 02:30 does not exist once and is 03:30 that day",
      "2026-03-28T02:30:00",
      ["2026-03-28T01:30Z", "2026-03-29T01:30Z", "2026-03-30T00:30Z"],
    ],
    ["back: 01:30 stays 01:30", "2026-10-24T01:30:00", ["2026-10-23T23:30Z", "2026-10-24T23:30Z", "2026-10-26T00:30Z"]],
    [
      "back: 02:30 comes twice and is the first of the two",
      "2026-10-24T02:30:00",
      ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"],
    ],
  ])("%s", (_, first, expected) => {
    expect(
      expand("FREQ=DAILY;COUNT=3", first, "Europe/Berlin", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ).toEqual(expected);
  });

  it("a weekly night in New York moves against UTC, not against the clock", () => {
    expect(
      expand("FREQ=WEEKLY;BYDAY=SU", "2026-10-25T22:00", "America/New_York", "2026-10-20T00:00Z", "2026-11-10T00:00Z"),
    ).toEqual(["2026-10-26T02:00Z", "2026-11-02T03:00Z", "2026-11-09T03:00Z"]);
  });
});

describe("rules", () => {
  it.each([
    [
      "month ends: a month without a 31st has none",
      "FREQ=MONTHLY;BYMONTHDAY=31",
      ["2026-01-31T03:00Z", "2026-03-31T03:00Z", "2026-05-31T03:00Z"],
    ],
    [
      "month ends: the last day of each",
      "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
      ["2026-01-31T03:00Z", "2026-02-28T03:00Z", "2026-03-31T03:00Z"],
    ],
    [
      "the last Sunday of each month",
      "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3",
      ["2026-01-25T03:00Z", "2026-02-22T03:00Z", "2026-03-29T03:00Z"],
    ],
    ["the second Tuesday of each month", "FREQ=MONTHLY;BYDAY=2TU;COUNT=2", ["2026-01-13T03:00Z", "2026-02-10T03:00Z"]],
    [
      "two days of a week",
      "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4",
      ["2026-01-01T03:00Z", "2026-01-05T03:00Z", "2026-01-08T03:00Z", "2026-01-12T03:00Z"],
    ],
    [
      "every other week",
      "FREQ=WEEKLY;INTERVAL=2;COUNT=3",
      ["2026-01-01T03:00Z", "2026-01-15T03:00Z", "2026-01-29T03:00Z"],
    ],
    ["COUNT", "FREQ=DAILY;COUNT=2", ["2026-01-01T03:00Z", "2026-01-02T03:00Z"]],
    ["UNTIL in UTC, included", "FREQ=DAILY;UNTIL=20260102T030000Z", ["2026-01-01T03:00Z", "2026-01-02T03:00Z"]],
    ["UNTIL in UTC, a second short", "FREQ=DAILY;UNTIL=20260102T025959Z", ["2026-01-01T03:00Z"]],
    ["UNTIL a day, all of it", "FREQ=DAILY;UNTIL=20260102", ["2026-01-01T03:00Z", "2026-01-02T03:00Z"]],
    ["a day that never comes", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", []],
  ])("%s", (_, rule, expected) => {
    expect(expand(rule, "2026-01-01T03:00:00", "UTC", "2025-12-01T00:00:00Z", "2026-06-30T00:00:00Z")).toEqual(
      expected,
    );
  });

  it("a leap day comes in leap years only", () => {
    expect(expand("FREQ=YEARLY", "2024-02-29T03:00", "UTC", "2024-01-01T00:00Z", "2033-01-01T00:00Z")).toEqual([
      "2024-02-29T03:00Z",
      "2028-02-29T03:00Z",
      "2032-02-29T03:00Z",
    ]);
  });

  it("an UNTIL in UTC ends a series of a zone where that zone's clock stands then", () => {
    const until = (value: string) =>
      expand(
        `FREQ=DAILY;UNTIL=${value}`,
        "2026-01-01T22:00",
        "America/New_York",
        "2026-01-01T00:00Z",
        "2026-02-01T00:00Z",
      );
    expect(until("20260103T030000Z")).toEqual(["2026-01-02T03:00Z", "2026-01-03T03:00Z"]);
    expect(until("20260102")).toEqual(["2026-01-02T03:00Z", "2026-01-03T03:00Z"]);
    expect(until("20260102T220000")).toEqual(["2026-01-02T03:00Z", "2026-01-03T03:00Z"]);
  });
});

describe("bounds", () => {
  const daily = (from: string, until: string, limit?: number) =>
    expand("FREQ=DAILY", "2020-01-01T03:00", "Pacific/Kiritimati", from, until, limit);

  it("begin after the first instant and end with the second", () => {
    expect(daily("2026-01-01T13:00Z", "2026-01-03T13:00Z")).toEqual(["2026-01-02T13:00Z", "2026-01-03T13:00Z"]);
  });

  it("hold the limit", () => {
    expect(daily("2026-01-01T00:00Z", "2028-01-01T00:00Z", 3)).toHaveLength(3);
  });

  it.each([
    ["an unknown part", "FREQ=DAILY;FOO=1"],
    ["more than one a day", "FREQ=DAILY;BYHOUR=1,2"],
    ["a day of no week", "FREQ=WEEKLY;BYDAY=XX"],
    ["no step", "FREQ=DAILY;INTERVAL=0"],
    ["an end that is none", "FREQ=DAILY;UNTIL=soon"],
    ["no frequency", "COUNT=3"],
    ["nothing", ""],
  ])("%s is refused", (_, rule) => {
    expect(() => expand(rule, "2026-01-01T03:00", "UTC", "2026-01-01T00:00Z", "2026-02-01T00:00Z")).toThrow();
  });
});
