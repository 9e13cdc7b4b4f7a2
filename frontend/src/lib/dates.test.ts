import { expect, test } from "vitest";
import { addDays } from "./calendar.ts";
import { addMonths, datesOf, sameDayIn, weekdayOf } from "./dates.ts";

test.each([
  ["over the end of a year", addDays("2026-12-31", 1), "2027-01-01"],
  ["back over a month", addDays("2026-03-01", -1), "2026-02-28"],
  ["a month back over a year", addMonths("2026-01", -1), "2025-12"],
  ["a month on over a year", addMonths("2026-12", 1), "2027-01"],
  ["the same day of the next month", sameDayIn("2026-11-21", 1), "2026-12-21"],
  ["a day the next month does not have", sameDayIn("2026-01-31", 1), "2026-02-28"],
])("%s", (_, found, expected) => expect(found).toBe(expected));

test("months have their days, leap years included", () => {
  expect(datesOf("2028-02")).toHaveLength(29);
  expect([datesOf("2026-02").at(0), datesOf("2026-02").at(-1)]).toEqual(["2026-02-01", "2026-02-28"]);
});

test("a week begins on Monday", () => {
  expect([weekdayOf("2026-11-16"), weekdayOf("2026-11-22")]).toEqual([0, 6]);
});
