import { expect, it } from "vitest";
import { Pace } from "./pace.ts";

it("turns come at a steady rate, and none is saved up", () => {
  let now = 1000;
  const pace = new Pace(2, () => now);
  expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 500, 1000]);
  now = 1800;
  expect(pace.take()).toBe(700);
  now = 60_000;
  expect([pace.take(), pace.take()]).toEqual([0, 500]);
});
