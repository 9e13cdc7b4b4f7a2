import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../../lib/clock.ts";
import { dateAndTime, latency, wholeNumber } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import type { Threshold } from "../criteria.ts";
import { maxGapMs, type Percentile, percentiles, rangeMs, seriesOf, stepInWords } from "../latency-series.ts";
import { type ChartRange, type LatencyPoint, observationQueries } from "../queries.ts";
import type { StatusSpan } from "../status-spans.ts";
import { LatencyPlot } from "./latency-plot.tsx";

export interface LatencyCardProps {
  organizationId: string;
  componentId: string;
  range: ChartRange;
  percentile: Percentile;
  onChange: (view: { range: ChartRange; percentile: Percentile }) => void;
  nameOf: (regionId: string) => string;
  thresholds: readonly Threshold[];
  spans: readonly StatusSpan[];
  /** The longest interval of the component's monitors. */
  intervalSeconds: number;
}

const rangeLabels = { "6h": "6\u00a0h", "24h": "24\u00a0h", "7d": "7\u00a0d", "30d": "30\u00a0d" } satisfies Record<
  ChartRange,
  string
>;
const rangeOrder = ["6h", "24h", "7d", "30d"] as const satisfies readonly ChartRange[];

export function LatencyCard(props: LatencyCardProps) {
  const { organizationId, componentId, range, percentile, onChange } = props;
  const [isTable, setTable] = useState(false);
  const query = useQuery(observationQueries.latency(organizationId, componentId, range));
  return (
    <Card>
      <CardHeader title="Response time by region" note={`${percentile}, ${stepInWords[range]}`}>
        <span className="flex flex-wrap justify-end gap-2">
          <Segmented
            label="Percentile"
            value={percentile}
            options={percentiles.map((value) => ({ value, label: value }))}
            onChange={(value) => onChange({ range, percentile: value })}
          />
          <Segmented
            label="Range"
            value={range}
            options={rangeOrder.map((value) => ({ value, label: rangeLabels[value] }))}
            onChange={(value) => onChange({ range: value, percentile })}
          />
        </span>
      </CardHeader>
      <QueryView query={query} skeleton={<Skeleton className="m-4 h-[232px]" />}>
        {(points) => <Chart {...props} points={points} isTable={isTable} />}
      </QueryView>
      <div className="flex justify-end border-border border-t px-2 py-1.5">
        <Button variant="ghost" size="small" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
          {isTable ? "Show as chart" : "Show as table"}
        </Button>
      </div>
    </Card>
  );
}

interface ChartProps extends LatencyCardProps {
  points: readonly LatencyPoint[];
  isTable: boolean;
}

function Chart({ points, isTable, percentile, range, nameOf, thresholds, spans, intervalSeconds }: ChartProps) {
  const now = useNow();
  const series = seriesOf(points, percentile, nameOf);
  if (series.length === 0)
    return (
      <p className="px-4 py-8 text-[13px]/5 text-text-2">
        No response times in this range yet. They appear with the first results.
      </p>
    );
  if (isTable) return <LatencyTable points={points} nameOf={nameOf} />;
  const end = now + 10_000;
  const start = end - rangeMs(range);
  return (
    <LatencyPlot
      series={series}
      thresholds={thresholds}
      spans={spans
        .filter((span) => span.end > start)
        .map((span) => ({ ...span, start: Math.max(span.start, start), end: Math.min(span.end, end) }))}
      start={start}
      end={end}
      maxGap={maxGapMs(range, intervalSeconds)}
      label={`Response time by region, ${percentile}, last ${rangeLabels[range]}`}
    />
  );
}

const shownRows = 200;

function LatencyTable({ points, nameOf }: { points: readonly LatencyPoint[]; nameOf: (id: string) => string }) {
  const rows = points.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, shownRows);
  const figure = (ms: number | null) => (ms === null ? "–" : latency(ms));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="max-h-[320px] overflow-auto" aria-label="Response time as a table" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Region</th>
            <th scope="col" className="text-right">
              Checks
            </th>
            <th scope="col" className="text-right">
              Failed
            </th>
            {percentiles.map((name) => (
              <th key={name} scope="col" className="text-right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.region_id}${row.at}`}>
              <td className="whitespace-nowrap">{dateAndTime(row.at, browserZone())}</td>
              <td>{nameOf(row.region_id)}</td>
              <td className="text-right">{wholeNumber(row.checks)}</td>
              <td className="text-right">{wholeNumber(row.failures)}</td>
              <td className="text-right">{figure(row.p50_ms)}</td>
              <td className="text-right">{figure(row.p95_ms)}</td>
              <td className="text-right">{figure(row.p99_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
