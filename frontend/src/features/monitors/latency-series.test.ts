import { expect, test } from "vitest";
import { largest, maxGapMs, seriesOf, sparkValues, timesOf, totals, valueAt } from "./latency-series.ts";

const point = (region_id: string, minute: number, p95_ms: number, failures = 0) => ({
  region_id,
  at: new Date(minute * 60_000).toISOString(),
  checks: 10,
  failures,
  p50_ms: p95_ms / 2,
  p95_ms,
  p99_ms: p95_ms * 2,
});

const points = [point("fra", 3, 200), point("fra", 0, 100), point("dub", 3, 900, 4)];
const series = seriesOf(points, "p95", (id) => id.toUpperCase());

test("one line a region, by name, points in order", () => {
  expect(series.map(({ name, points: line }) => [name, line.map(({ value }) => value)])).toEqual([
    ["DUB", [900]],
    ["FRA", [100, 200]],
  ]);
  expect(series[1]?.last).toEqual({ at: 180_000, value: 200 });
});

test("times, values and the largest", () => {
  expect(timesOf(series)).toEqual([0, 180_000]);
  expect(series[0] === undefined ? 0 : valueAt(series[0], 0)).toBeNull();
  expect(largest(series)).toBe(900);
  expect(totals(points)).toEqual({ checks: 30, failures: 4 });
});

test("gaps: two and a half steps, more for rare checks", () => {
  expect(maxGapMs("6h", 30)).toBe(450_000);
  expect(maxGapMs("6h", 3600)).toBe(7_920_000);
});

test("a sparkline keeps the largest of each stretch", () => {
  const line = [0, 1, 2, 3].map((at) => ({ at, value: at === 1 ? 9 : at }));
  expect(sparkValues(line, 0, 8, 4)).toEqual([9, 3, null, null]);
});
