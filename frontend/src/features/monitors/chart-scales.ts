/** Times in milliseconds since the epoch, values in milliseconds of latency. Pure geometry of the response time chart. */
export interface SeriesPoint {
  at: number;
  value: number | null;
}

export type Scale = (value: number) => number;

/** A linear scale from a domain to a range; an empty domain maps to the start of the range. */
export function linear(domainStart: number, domainEnd: number, rangeStart: number, rangeEnd: number): Scale {
  const span = domainEnd - domainStart || 1;
  return (value) => rangeStart + ((value - domainStart) / span) * (rangeEnd - rangeStart);
}

/** Steps of 1, 2 or 5 times a power of ten that divide 0…max into three to six parts; the last one is at least max. */
export function valueTicks(max: number): number[] {
  const wanted = Math.max(max, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= wanted) ?? wanted;
  const count = Math.ceil(Math.max(max, 1) / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  4 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  5 * day,
  7 * day,
];

/** Round times between two instants, at most `most` of them; `offsetMs` is the zone's distance from UTC. */
export function timeTicks(
  start: number,
  end: number,
  most: number,
  offsetMs: number,
): { at: number; isDay: boolean }[] {
  const step = steps.find((candidate) => (end - start) / candidate <= most) ?? 10 * day;
  const ticks: { at: number; isDay: boolean }[] = [];
  const first = Math.ceil((start + offsetMs) / step) * step - offsetMs;
  for (let at = first; at <= end; at += step) ticks.push({ at, isDay: step >= day });
  return ticks;
}

/** Path data, broken where a value is missing or two points are further apart than `maxGap`. */
export function linePath(points: readonly SeriesPoint[], x: Scale, y: Scale, maxGap: number): string {
  let path = "";
  let previous: number | null = null;
  for (const { at, value } of points) {
    if (value === null) {
      previous = null;
      continue;
    }
    const isNew = previous === null || at - previous > maxGap;
    path += `${isNew ? "M" : "L"}${round(x(at))} ${round(y(value))}`;
    // A point alone would be invisible.
    if (isNew) path += "h0.01";
    previous = at;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export interface Label {
  key: string;
  /** Where its line ends. */
  wanted: number;
}

/** Moves labels apart until each has `height`, keeping their order and staying within `top`…`bottom`. */
export function spreadLabels<Item extends Label>(
  labels: readonly Item[],
  height: number,
  top: number,
  bottom: number,
): (Item & { y: number })[] {
  const placed = labels
    .toSorted((a, b) => a.wanted - b.wanted)
    .map((label) => ({ ...label, y: Math.min(Math.max(label.wanted, top), bottom) }));
  for (let index = 1; index < placed.length; index += 1) {
    const [above, label] = [placed[index - 1], placed[index]];
    if (above !== undefined && label !== undefined) label.y = Math.max(label.y, above.y + height);
  }
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    const [label, below] = [placed[index], placed[index + 1]];
    if (label !== undefined) label.y = Math.min(label.y, below === undefined ? bottom : below.y - height);
  }
  return placed;
}

/** Index of the time nearest to `at`; times ascend. -1 for none. */
export function nearestIndex(times: readonly number[], at: number): number {
  let best = -1;
  times.forEach((time, index) => {
    if (best === -1 || Math.abs(time - at) < Math.abs((times[best] ?? 0) - at)) best = index;
  });
  return best;
}
