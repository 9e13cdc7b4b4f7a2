import { expect, test } from "vitest";
import { RateLimit } from "./rate-limits.ts";

test("a key gets its burst, then what time refills, and no other key suffers", () => {
  let now = 0;
  const limit = new RateLimit(2, 10_000, () => now);
  expect([limit.take("a"), limit.take("a"), limit.take("a")]).toEqual([true, true, false]);
  expect(limit.take("b")).toBe(true);
  now = 4_999;
  expect(limit.take("a")).toBe(false);
  now = 5_000;
  expect([limit.take("a"), limit.take("a")]).toEqual([true, false]);
});

test("refilling stops at the burst", () => {
  let now = 0;
  const limit = new RateLimit(1, 1_000, () => now);
  limit.take("a");
  now = 60_000;
  expect([limit.take("a"), limit.take("a")]).toEqual([true, false]);
});
