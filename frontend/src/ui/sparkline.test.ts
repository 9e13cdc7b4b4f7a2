import { expect, test } from "vitest";
import { sparkPoints } from "./sparkline.tsx";

test("usual values stay in the lower half, a rise reaches the top", () => {
  const [run] = sparkPoints([100, 110, 90, 100, 800]);
  const heights = run?.map(({ y }) => y) ?? [];
  expect(heights.at(-1)).toBe(2.5);
  expect(Math.min(...heights.slice(0, 4))).toBeGreaterThan(9);
});

test("a gap breaks the line", () => {
  expect(sparkPoints([1, null, 2, 3]).map((run) => run.length)).toEqual([1, 2]);
});

test("nothing known, nothing drawn", () => {
  expect(sparkPoints([null, null])).toEqual([]);
});
