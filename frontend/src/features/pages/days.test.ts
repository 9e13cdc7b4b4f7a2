import { expect, test } from "vitest";
import { daysNamed, monthLong, timeAnywhere, timeSpan } from "./days.ts";
import { dateForKey } from "./history-days.ts";

test("days and months by name", () => {
  expect(daysNamed("2026-11-25", "2026-11-25")).toBe("Wed 25 Nov");
  expect(daysNamed("2026-11-16", "2026-11-19")).toBe("16 – 19 Nov");
  expect(daysNamed("2026-10-30", "2026-11-02")).toBe("30 Oct – 2 Nov");
  expect(monthLong("2026-11")).toBe("November 2026");
});

test("spans and times carry a date, or a year, only where it is another", () => {
  expect(timeSpan("2026-11-15T08:12:00Z", "2026-11-15T09:04:00Z", "Europe/Berlin")).toBe("09:12 – 10:04");
  expect(timeSpan("2026-11-15T22:30:00Z", "2026-11-15T23:30:00Z", "Europe/Berlin")).toBe(
    "15 Nov, 23:30 – 16 Nov, 00:30",
  );
  expect(timeAnywhere("2026-11-15T08:12:00Z", "2026-11-21T02:25:00Z", "UTC")).toBe("15 Nov, 08:12");
  expect(timeAnywhere("2025-11-15T08:12:00Z", "2026-11-21T02:25:00Z", "UTC")).toBe("15 Nov 2025, 08:12");
});

test.each([
  ["ArrowLeft", "2026-11-01", "2026-10-31"],
  ["ArrowRight", "2026-11-30", "2026-12-01"],
  ["ArrowUp", "2026-11-03", "2026-10-27"],
  ["ArrowDown", "2026-11-28", "2026-12-05"],
  ["PageUp", "2026-03-31", "2026-02-28"],
  ["PageDown", "2026-12-15", "2027-01-15"],
  ["Home", "2026-11-15", "2026-11-01"],
  ["End", "2026-11-15", "2026-11-30"],
  ["a", "2026-11-15", null],
])("%s from %s leads to %s", (key, from, to) => {
  expect(dateForKey(key, from)).toBe(to);
});
