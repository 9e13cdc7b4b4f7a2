import { describe, expect, test } from "vitest";
import { linear, linePath, nearestIndex, spreadLabels, timeTicks, valueTicks } from "./chart-scales.ts";

const identity = (value: number) => value;

test("a linear scale", () => {
  expect(linear(0, 10, 100, 0)(2.5)).toBe(75);
  expect(linear(5, 5, 0, 10)(5)).toBe(0);
});

describe("value ticks", () => {
  test.each([
    [2000, [0, 500, 1000, 1500, 2000]],
    [830, [0, 500, 1000]],
    [3.2, [0, 1, 2, 3, 4]],
    [0, [0, 0.5, 1]],
  ])("up to %d", (max, ticks) => expect(valueTicks(max)).toEqual(ticks));
});

describe("time ticks", () => {
  const start = Date.UTC(2026, 10, 20, 21, 17);
  const hours = (count: number, most: number, offset = 0) =>
    timeTicks(start, start + count * 3_600_000, most, offset * 3_600_000).map(({ at }) =>
      new Date(at).toISOString().slice(11, 16),
    );

  test("stand on whole hours", () =>
    expect(hours(6, 7)).toEqual(["22:00", "23:00", "00:00", "01:00", "02:00", "03:00"]));
  test("days begin at midnight of the zone", () => {
    expect(new Set(hours(24 * 7, 8, 1))).toEqual(new Set(["23:00"]));
  });
  test("never more than asked for", () => expect(hours(24 * 30, 6).length).toBeLessThanOrEqual(7));
});

test("a line breaks at missing values and gaps", () => {
  const points = [
    { at: 0, value: 1 },
    { at: 1, value: 2 },
    { at: 2, value: null },
    { at: 3, value: 3 },
    { at: 9, value: 4 },
  ];
  expect(linePath(points, identity, identity, 2)).toBe("M0 1h0.01L1 2M3 3h0.01M9 4h0.01");
});

test("labels make room for each other within the plot", () => {
  const labels = [
    { key: "a", wanted: 50 },
    { key: "b", wanted: 52 },
    { key: "c", wanted: 100 },
    { key: "d", wanted: 99 },
  ];
  const placed = spreadLabels(labels, 10, 0, 100);
  expect(placed.map(({ key, y }) => [key, y])).toEqual([
    ["a", 50],
    ["b", 60],
    ["d", 90],
    ["c", 100],
  ]);
});

test("the nearest time", () => {
  expect(nearestIndex([0, 10, 20], 14)).toBe(1);
  expect(nearestIndex([], 14)).toBe(-1);
});
