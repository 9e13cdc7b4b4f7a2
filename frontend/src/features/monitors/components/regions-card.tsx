import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../../lib/clock.ts";
import { latency } from "../../../lib/format.ts";
import { severity } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Sparkline } from "../../../ui/sparkline.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { rangeMs, seriesOf, sparkValues } from "../latency-series.ts";
import { observationQueries, type RegionState } from "../queries.ts";
import { isSilence, reasonText } from "../reasons.ts";

export interface RegionsCardProps {
  organizationId: string;
  componentId: string;
  states: readonly RegionState[];
  nameOf: (regionId: string) => string;
}

const sparkCount = 24;

/** Each region's own word, worst first, with the last six hours as a line. */
export function RegionsCard({ organizationId, componentId, states, nameOf }: RegionsCardProps) {
  const now = useNow();
  const { data: points = [] } = useQuery(observationQueries.latency(organizationId, componentId, "6h"));
  const lines = new Map(seriesOf(points, "p95", nameOf).map((series) => [series.id, series.points]));
  const byRegion = [...Map.groupBy(states, ({ region_id: id }) => id).values()].flatMap((group) => {
    const worst = group.toSorted((a, b) => severity(b.status) - severity(a.status))[0];
    return worst === undefined ? [] : [worst];
  });
  const rows = byRegion.toSorted(
    (a, b) => severity(b.status) - severity(a.status) || nameOf(a.region_id).localeCompare(nameOf(b.region_id)),
  );
  if (rows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Regions" note="p95, 6&nbsp;h" />
      <ul className="px-4 py-2">
        {rows.map(({ region_id: id, status, latency_ms: ms, reason, status_code: code }) => {
          const isSilent = status === "unknown" || isSilence(reason);
          return (
            <li key={id} className="py-1.5 text-[13px]/5">
              <div className="flex items-center gap-2.5">
                <StatusGlyph status={status} size={15} label={strings.status[status]} />
                <span className="min-w-0 flex-1 truncate">{nameOf(id)}</span>
                <Sparkline values={sparkValues(lines.get(id) ?? [], now - rangeMs("6h"), now, sparkCount)} />
                <span className="w-16 text-right text-text-2">
                  {reason === "paused" ? "paused" : ms === null || isSilent ? "no data" : latency(ms)}
                </span>
              </div>
              {status === "operational" || reason === null || reason === "" || reason === "paused" ? null : (
                <p className="pl-[25px] text-[12.5px]/[18px] text-text-3">{reasonText(reason, code)}</p>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
