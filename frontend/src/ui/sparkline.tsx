import { memo } from "react";

const width = 56;
const height = 18;
const inset = 2.5;

interface Point {
  x: number;
  y: number;
}

/**
 * Lines through the known values, broken at gaps. The scale starts at zero and leaves room for twice the usual
 * value, so that noise looks like noise and only a real rise reaches the top.
 */
export function sparkPoints(values: readonly (number | null)[]): Point[][] {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 0;
  const top = Math.max(known.at(-1) ?? 0, median * 2) || 1;
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0;
  const runs: Point[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) runs.push([]);
    else
      runs
        .at(-1)
        ?.push({ x: round(inset + index * step), y: round(height - inset - (value / top) * (height - 2 * inset)) });
  });
  return runs.filter((run) => run.length > 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A small line without axes; the figure beside it carries the value, so it is hidden from assistive technology. */
export const Sparkline = memo(function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const runs = sparkPoints(values);
  const end = runs.at(-1)?.at(-1);
  if (end === undefined) return <span className="sparkline" />;
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={runs.map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join("L")}`).join("")} />
      <circle cx={end.x} cy={end.y} r="2" />
    </svg>
  );
});
