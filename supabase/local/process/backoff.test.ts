import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test.each([
  ["first restart", 1, 250],
  ["third restart", 3, 1_000],
  ["last doubling", 6, 8_000],
  ["cap", 7, 15_000],
  ["far beyond the cap", 5_000, 15_000],
])("%s", (_name, attempt, pause) => {
  expect(backoffMs(attempt)).toBe(pause);
});
