import { expect, test } from "vitest";
import { isLockedOut } from "./account-state.ts";
import { probeState } from "./probe-state.ts";

const now = Date.parse("2026-11-21T12:00:00Z");

test.each([
  ["a kept name", false, false, null, "expected"],
  ["one that reports", true, true, null, "reporting"],
  ["one that was told to stop", true, true, "2026-11-21T11:00:00Z", "draining"],
  ["one that has stopped", true, false, "2026-11-21T11:00:00Z", "silent"],
] as const)("%s", (_, has_reported, is_alive, draining_at, state) => {
  expect(probeState({ has_reported, is_alive, draining_at })).toBe(state);
});

test("an account is locked out until the time its ban ends", () => {
  expect(isLockedOut({ banned_until: null }, now)).toBe(false);
  expect(isLockedOut({ banned_until: "2026-11-21T11:59:59Z" }, now)).toBe(false);
  expect(isLockedOut({ banned_until: "2126-11-21T00:00:00Z" }, now)).toBe(true);
});
