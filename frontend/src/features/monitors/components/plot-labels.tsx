import { dateAndTime, latency } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { type Scale, spreadLabels } from "../chart-scales.ts";
import { type Series, valueAt } from "../latency-series.ts";

const labelHeight = 16;
/** Told apart without colour. */
const dashes = ["", "7 3", "2 3", "9 3 2 3", "5 2 1 2 1 2"];
const hues = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)"];

export function styleOf(index: number) {
  return {
    stroke: hues[index % hues.length],
    strokeDasharray: dashes[(index + Math.floor(index / 5)) % dashes.length],
  };
}

interface EndLabelsProps {
  series: readonly Series[];
  x: Scale;
  y: Scale;
  right: number;
  top: number;
  bottom: number;
}

/** Names at the ends of their lines; a short line joins a label that had to move. */
export function EndLabels({ series, x, y, right, top, bottom }: EndLabelsProps) {
  const ends = series.flatMap(({ id, name, last }, index) =>
    last === null ? [] : [{ key: id, name, index, value: last.value, from: x(last.at), wanted: y(last.value) }],
  );
  return spreadLabels(ends, labelHeight, top, bottom).map(({ key, name, index, value, from, wanted, y: place }) => (
    <g key={key}>
      <path
        className="plot-leader"
        style={{ stroke: styleOf(index).stroke }}
        d={`M${from + 2} ${wanted}L${right + 6} ${place}h4`}
      />
      <text className="plot-name" x={right + 15} y={place + 4}>
        {name.length > 11 ? `${name.slice(0, 10)}…` : name}
      </text>
      <text className="plot-value" x={right + 150} y={place + 4} textAnchor="end">
        {latency(value)}
      </text>
    </g>
  ));
}

const cardWidth = 200;

export function CursorCard({
  series,
  at,
  left,
  width,
}: {
  series: readonly Series[];
  at: number;
  left: number;
  width: number;
}) {
  const isRight = left + cardWidth + 24 < width;
  return (
    <div
      className="plot-card"
      aria-hidden="true"
      style={{ left: isRight ? left + 12 : left - cardWidth - 12, width: cardWidth }}
    >
      <p className="mb-1 font-semibold">{dateAndTime(at, browserZone())}</p>
      {series.map((line, index) => {
        const value = valueAt(line, at);
        return (
          <p key={line.id} className="flex items-center gap-2">
            <Stroke index={index} />
            <span className="min-w-0 flex-1 truncate">{line.name}</span>
            <span className="text-text-2">{value === null ? "no data" : latency(value)}</span>
          </p>
        );
      })}
    </div>
  );
}

export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-2 text-[12.5px]/[18px]">
      {series.map(({ id, name, last }, index) => (
        <li key={id} className="flex items-center gap-2">
          <Stroke index={index} />
          {name} <span className="text-text-2">{last === null ? "no data" : latency(last.value)}</span>
        </li>
      ))}
    </ul>
  );
}

/** A piece of a line, as its name's mark. */
function Stroke({ index }: { index: number }) {
  return (
    <svg width="18" height="6" aria-hidden="true" className="flex-none">
      <line x1="0" x2="18" y1="3" y2="3" strokeWidth="2" style={styleOf(index)} />
    </svg>
  );
}
