import type { SeriesPoint } from "./chart-scales.ts";
import { type ChartRange, chartRanges, type LatencyPoint } from "./queries.ts";

export const percentiles = ["p50", "p95", "p99"] as const;
export type Percentile = (typeof percentiles)[number];

/** One region's line. */
export interface Series {
  id: string;
  name: string;
  points: SeriesPoint[];
  /** The last known value and when it was. */
  last: { at: number; value: number } | null;
}

/** Distance of two points (ms) as `latency_series` steps. */
const stepMs = { "6h": 180_000, "24h": 3_600_000, "7d": 3_600_000, "30d": 21_600_000 } satisfies Record<
  ChartRange,
  number
>;

export const stepInWords = {
  "6h": "3 min steps",
  "24h": "steps of an hour",
  "7d": "steps of an hour",
  "30d": "steps of 6 h",
} satisfies Record<ChartRange, string>;

/** Length of a range in milliseconds. */
export function rangeMs(range: ChartRange): number {
  return chartRanges[range] * 3_600_000;
}

/** Two points further apart than this are not joined. */
export function maxGapMs(range: ChartRange, intervalSeconds: number): number {
  return Math.max(stepMs[range] * 2.5, intervalSeconds * 2_200);
}

const columns = { p50: "p50_ms", p95: "p95_ms", p99: "p99_ms" } as const;

/** Lines by region in the order of their names, whatever their values are, so that a region keeps its colour. */
export function seriesOf(
  points: readonly LatencyPoint[],
  percentile: Percentile,
  nameOf: (regionId: string) => string,
): Series[] {
  const byRegion = Map.groupBy(points, ({ region_id: id }) => id);
  return [...byRegion.entries()]
    .map(([id, rows]): Series => {
      const line = rows
        .map((row): SeriesPoint => ({ at: Date.parse(row.at), value: row[columns[percentile]] }))
        .toSorted((a, b) => a.at - b.at);
      const last = line.findLast(({ value }) => value !== null);
      return {
        id,
        name: nameOf(id),
        points: line,
        last: last === undefined || last.value === null ? null : { at: last.at, value: last.value },
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Every time at which any line has a point, ascending. */
export function timesOf(series: readonly Series[]): number[] {
  return [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
}

/** A line's value at exactly this time. */
export function valueAt({ points }: Series, at: number): number | null {
  return points.find((point) => point.at === at)?.value ?? null;
}

/** The largest value of all lines; 0 without any. */
export function largest(series: readonly Series[]): number {
  return Math.max(0, ...series.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
}

/** At most `count` values for a sparkline, each the largest of its stretch; null where nothing is known. */
export function sparkValues(
  points: readonly SeriesPoint[],
  start: number,
  end: number,
  count: number,
): (number | null)[] {
  const slots: (number | null)[] = Array.from({ length: count }, () => null);
  for (const { at, value } of points) {
    if (value === null || at < start || at > end) continue;
    const index = Math.min(count - 1, Math.floor(((at - start) / (end - start)) * count));
    slots[index] = Math.max(slots[index] ?? 0, value);
  }
  return slots;
}

/** Checks and failures in all regions together. */
export function totals(points: readonly LatencyPoint[]): { checks: number; failures: number } {
  return points.reduce(
    (sum, { checks, failures }) => ({ checks: sum.checks + checks, failures: sum.failures + failures }),
    { checks: 0, failures: 0 },
  );
}
