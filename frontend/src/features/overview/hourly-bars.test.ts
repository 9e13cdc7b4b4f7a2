import { expect, test } from "vitest";
import { hoursInWords } from "./hourly-bars.ts";

test.each([
  ["u".repeat(24), "no data"],
  ["o".repeat(24), "no trouble"],
  [`${"o".repeat(23)}m`, "1 hour with trouble"],
  [`${"o".repeat(21)}dpm`, "3 hours with trouble"],
])("%s reads %s", (codes, words) => {
  expect(hoursInWords(codes)).toBe(words);
});
