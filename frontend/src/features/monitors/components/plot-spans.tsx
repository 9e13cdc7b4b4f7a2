import { timeOfDay } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import type { Scale } from "../chart-scales.ts";
import { type StatusSpan, spanRuns } from "../status-spans.ts";

export interface PlotSpansProps {
  spans: readonly StatusSpan[];
  x: Scale;
  area: { left: number; right: number; top: number; bottom: number };
  /** Where the chart begins: what began earlier has no edge. */
  start: number;
}

/** Spans closer than this are seen as one. */
const mergedPixels = 4;
/** Room that the words to the left of an edge need. */
const labelWidth = 160;

/** When the component was not well: tinted, its beginning as a line, the newest one named. */
export function PlotSpans({ spans, x, area, start }: PlotSpansProps) {
  const { left, right, top, bottom } = area;
  const perPixel = Math.abs(1 / (x(start + 1) - x(start)));
  const runs = spanRuns(spans, mergedPixels * perPixel);
  const named = runs.findLast((run) => run.start > start);
  return (
    <>
      {runs.flatMap((run) =>
        run.spans.map((span) => {
          const from = Math.max(left, x(span.start));
          const to = Math.min(right, x(span.end));
          return (
            <rect
              key={`${span.status}${span.start}`}
              data-status={span.status}
              className="plot-span"
              x={from}
              y={top}
              width={Math.max(1, to - from)}
              height={bottom - top}
            />
          );
        }),
      )}
      {runs
        .filter((run) => run.start > start)
        .map((run) => (
          <line
            key={run.start}
            data-status={run.status}
            className="plot-span-edge"
            x1={x(run.start)}
            x2={x(run.start)}
            y1={top}
            y2={bottom}
          />
        ))}
      {named === undefined ? null : (
        <text
          data-status={named.status}
          className="plot-span-label"
          x={x(named.start) + (x(named.start) - left > labelWidth ? -7 : 7)}
          y={top + 11}
          textAnchor={x(named.start) - left > labelWidth ? "end" : "start"}
        >
          {strings.status[named.status]} {timeOfDay(named.start, browserZone())}
        </text>
      )}
    </>
  );
}
