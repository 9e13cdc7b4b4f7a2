import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { calendarDate, dayShort } from "../../../lib/calendar.ts";
import { dateAndTime, latency, timeOfDay } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { useWidth } from "../../../lib/use-width.ts";
import { linear, linePath, nearestIndex, type Scale, timeTicks, valueTicks } from "../chart-scales.ts";
import type { Threshold } from "../criteria.ts";
import { largest, type Series, timesOf, valueAt } from "../latency-series.ts";
import type { StatusSpan } from "../status-spans.ts";
import { CursorCard, EndLabels, Legend, styleOf } from "./plot-labels.tsx";
import { PlotSpans } from "./plot-spans.tsx";

export interface LatencyPlotProps {
  series: readonly Series[];
  thresholds: readonly Threshold[];
  spans: readonly StatusSpan[];
  start: number;
  end: number;
  maxGap: number;
  label: string;
}

const height = 264;

/** The lines, what limits them, and a cursor that arrow keys and the pointer move. */
export function LatencyPlot({ series, thresholds, spans, start, end, maxGap, label }: LatencyPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [cursor, setCursor] = useState<number | null>(null);
  const isNarrow = width < 560;
  const plot = { left: 52, right: Math.max(60, width - (isNarrow ? 12 : 172)), top: 26, bottom: height - 26 };
  const highest = largest(series);
  // A limit far above everything would press the lines flat: it is named at the top instead.
  const near = thresholds.filter(({ ms }) => ms <= highest * 4);
  const far = thresholds.filter(({ ms }) => ms > highest * 4);
  const ticks = valueTicks(Math.max(highest, ...near.map(({ ms }) => ms)));
  const x = linear(start, end, plot.left, plot.right);
  const y = linear(0, ticks.at(-1) ?? 1, plot.bottom, plot.top);
  const times = timesOf(series);
  const at = cursor === null ? null : (times[cursor] ?? null);
  const last = times.length - 1;

  function onPointerMove(event: PointerEvent) {
    const left = event.currentTarget.getBoundingClientRect().left;
    const time = linear(plot.left, plot.right, start, end)(event.clientX - left);
    setCursor(nearestIndex(times, time));
  }

  function onKeyDown(event: KeyboardEvent) {
    const next = cursorForKey(event.key, cursor ?? last, last);
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next);
  }

  return (
    <div ref={box} className="relative">
      <div
        className="plot"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={cursor ?? Math.max(0, last)}
        aria-valuetext={valuesInWords(series, times[cursor ?? last])}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setCursor(null)}
        onBlur={() => setCursor(null)}
        onKeyDown={onKeyDown}
      >
        <svg width={width} height={height} aria-hidden="true" className="block">
          <PlotSpans spans={spans} x={x} area={plot} start={start} />
          <ValueAxis ticks={ticks} y={y} left={plot.left} right={plot.right} />
          <TimeAxis start={start} end={end} x={x} bottom={plot.bottom} most={isNarrow ? 4 : 7} />
          {near.map(({ ms, status, label: words }, index) => (
            <g key={`${status}${ms}`} data-status={status}>
              <line className="plot-threshold" x1={plot.left} x2={plot.right} y1={y(ms)} y2={y(ms)} />
              <text className="plot-threshold-label" x={plot.left + 6} y={y(ms) - 6 - index * 0.01}>
                {words}
              </text>
            </g>
          ))}
          {far.slice(0, 1).map(({ label: words, status }) => (
            <text key={words} data-status={status} className="plot-threshold-label" x={plot.left + 6} y={plot.top - 10}>
              ↑ {words}
            </text>
          ))}
          {series.map(({ id, points }, index) => (
            <path key={id} className="plot-line" style={styleOf(index)} d={linePath(points, x, y, maxGap)} />
          ))}
          {isNarrow ? null : (
            <EndLabels series={series} x={x} y={y} right={plot.right} top={plot.top} bottom={plot.bottom} />
          )}
          {at === null ? null : (
            <g>
              <line className="plot-cursor" x1={x(at)} x2={x(at)} y1={plot.top} y2={plot.bottom} />
              {series.map((line, index) => {
                const value = valueAt(line, at);
                return value === null ? null : (
                  <circle key={line.id} cx={x(at)} cy={y(value)} r="3.5" style={{ fill: styleOf(index).stroke }} />
                );
              })}
            </g>
          )}
        </svg>
      </div>
      {at === null ? null : <CursorCard series={series} at={at} left={x(at)} width={width} />}
      {isNarrow ? <Legend series={series} /> : null}
    </div>
  );
}

function cursorForKey(key: string, index: number, last: number): number | null | undefined {
  if (key === "ArrowLeft") return Math.max(0, index - 1);
  if (key === "ArrowRight") return Math.min(last, index + 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  return key === "Escape" ? null : undefined;
}

function valuesInWords(series: readonly Series[], at: number | undefined): string {
  if (at === undefined) return strings.status.unknown;
  const values = series.map((line) => {
    const value = valueAt(line, at);
    return `${line.name} ${value === null ? strings.statusInSentence.unknown : latency(value)}`;
  });
  return `${dateAndTime(at, browserZone())}: ${values.join(", ")}`;
}

function ValueAxis({ ticks, y, left, right }: { ticks: readonly number[]; y: Scale; left: number; right: number }) {
  return ticks.map((tick) => (
    <g key={tick}>
      <line className="plot-grid" x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
      <text className="plot-axis" x={left - 8} y={y(tick) + 4} textAnchor="end">
        {tick === 0 ? "0" : tick < 1 ? `${tick}\u00a0ms` : tickText(tick)}
      </text>
    </g>
  ));
}

function tickText(ms: number): string {
  return ms < 1000 ? `${ms}\u00a0ms` : `${ms / 1000}\u00a0s`;
}

function TimeAxis({
  start,
  end,
  x,
  bottom,
  most,
}: {
  start: number;
  end: number;
  x: Scale;
  bottom: number;
  most: number;
}) {
  const offset = -new Date(end).getTimezoneOffset() * 60_000;
  return timeTicks(start, end, most, offset).map(({ at, isDay }) => (
    <text key={at} className="plot-axis" x={x(at)} y={bottom + 18} textAnchor="middle">
      {isDay ? dayShort(calendarDate(at, browserZone())) : timeOfDay(at, browserZone())}
    </text>
  ));
}
