import { expect, test } from "vitest";
import { fromLocalTime, toLocalTime } from "./local-time.ts";

test("a minute comes back as it was", () => {
  const instant = "2026-11-21T12:34:00.000Z";
  expect(fromLocalTime(toLocalTime(instant))).toBe(instant);
});

test("an empty field names no time", () => {
  expect(fromLocalTime("")).toBeNull();
});
