import { expect, test } from "vitest";
import * as format from "./format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test.each([
  [100, "100 %"],
  [99.953, "99.95 %"],
  [99.999, "99.99 %"],
  [99.9, "99.90 %"],
  [97.29, "97.29 %"],
  [1.13, "1.13 %"],
  [0, "0 %"],
])("uptime %d is %s: truncated, never rounded up", (value, text) => {
  expect(plain(format.percent(value))).toBe(text);
});

test.each([
  [87.4, "87 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [1840, "1.84 s"],
  [12_345, "12.3 s"],
])("latency %d ms is %s", (value, text) => {
  expect(plain(format.latency(value))).toBe(text);
});

test.each([
  [38, "38 s"],
  [59.6, "1 min"],
  [2520, "42 min"],
  [83_880, "23 h 18 min"],
  [7200, "2 h"],
  [86_400, "24 h"],
])("%d seconds are %s", (value, text) => {
  expect(plain(format.duration(value))).toBe(text);
});

test.each([
  [-5, "0 s"],
  [3999, "3 s"],
  [60_000, "1 min"],
  [7_200_000, "2 h"],
  [200_000_000, "2 d"],
])("an age of %d ms is %s", (value, text) => {
  expect(plain(format.age(value))).toBe(text);
});

test("calendar days have no zone", () => {
  expect(format.dayLong("2026-10-01")).toBe("1 October");
  expect(format.dayFull("2026-10-01")).toBe("Thu 1 Oct 2026");
  expect(format.dayRange("2026-08-24", "2026-11-21")).toBe("24 Aug – 21 Nov 2026");
  expect(format.dayRange("2025-11-20", "2026-02-17")).toBe("20 Nov 2025 – 17 Feb 2026");
});

test("instants are told in the page's zone, summer time included", () => {
  expect(format.timeOfDay("2026-11-21T02:25:08.123Z", "Europe/Berlin")).toBe("03:25");
  expect(format.timeOfDay("2026-07-01T22:05:00Z", "Europe/Berlin")).toBe("00:05");
  expect(format.zoneOffset("2026-11-21T02:25:08Z", "Europe/Berlin")).toBe("UTC+1");
  expect(format.zoneOffset("2026-07-01T00:00:00Z", "Asia/Kolkata")).toBe("UTC+5:30");
  expect(format.zoneOffset("2026-07-01T00:00:00Z", "UTC")).toBe("UTC");
});

test("another day than the reference gets its date", () => {
  const reference = "2026-11-21T02:25:08Z";
  expect(format.timeNear("2026-11-20T23:30:00Z", reference, "Europe/Berlin")).toBe("00:30");
  expect(format.timeNear("2026-11-20T22:30:00Z", reference, "Europe/Berlin")).toBe("20 Nov, 23:30");
});

test("a zone this runtime does not know falls back to UTC", () => {
  expect(format.timeOfDay("2026-11-21T02:25:08Z", "Mars/Olympus")).toBe("02:25");
});
