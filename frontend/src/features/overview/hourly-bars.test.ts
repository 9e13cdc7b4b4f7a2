import { expect, test } from "vitest";
import { hourlyCodes, hoursInWords } from "./hourly-bars.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const at = (hoursAgo: number) => new Date(now - hoursAgo * 3_600_000).toISOString();
const interval = (status: "operational" | "major_outage" | "unknown", from: number, to: number | null) => ({
  component_id: "c",
  status,
  started_at: at(from),
  ended_at: to === null ? null : at(to),
});

test("24 letters, oldest first; before the first interval there is no data", () => {
  expect(hourlyCodes([interval("operational", 2, null)], now)).toBe(`${"u".repeat(22)}oo`);
});

test("the worst that held in an hour counts, however short", () => {
  const codes = hourlyCodes(
    [interval("operational", 24, 1.5), interval("major_outage", 1.5, 1.4), interval("operational", 1.4, null)],
    now,
  );
  expect(codes).toBe(`${"o".repeat(22)}mo`);
  expect(hoursInWords(codes)).toBe("1 hour with trouble");
});

test("an interval that ends on the hour is not in the next one", () => {
  expect(hourlyCodes([interval("major_outage", 3, 2), interval("operational", 2, null)], now).slice(-4)).toBe("umoo");
});

test("missing data never hides what was known in the same hour", () => {
  expect(hourlyCodes([interval("operational", 1, 0.5), interval("unknown", 0.5, null)], now).at(-1)).toBe("o");
});

test.each([
  ["u".repeat(24), "no data"],
  ["o".repeat(24), "no trouble"],
  [`${"o".repeat(21)}dpm`, "3 hours with trouble"],
])("%s reads %s", (codes, words) => {
  expect(hoursInWords(codes)).toBe(words);
});
