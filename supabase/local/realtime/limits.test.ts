import { expect, test } from "vitest";
import { CallWindow, RateMeter } from "./limits.ts";

test("a rate is the average of the last 60 s", () => {
  let now = 0;
  const meter = new RateMeter(() => now);
  meter.add(600);
  expect(meter.perSecond()).toBe(10);
  now = 59_999;
  expect(meter.perSecond()).toBe(10);
  now = 60_000;
  expect(meter.perSecond()).toBe(0);
  meter.add(60);
  now = 10 * 60_000;
  expect(meter.perSecond()).toBe(0);
});

test("a call window allows exactly its limit, and again when the first is over", () => {
  let now = 0;
  const window = new CallWindow(2, 1_000, () => now);
  expect([window.take(), window.take(), window.take()]).toEqual([true, true, false]);
  now = 1_000;
  expect(window.take()).toBe(true);
});
