import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ComponentItem } from "../../../features/components/queries.ts";
import { monitorQueries } from "../../../features/monitors/queries.ts";
import { reasonText } from "../../../features/monitors/reasons.ts";
import { attentionItems } from "../../../features/overview/attention.ts";
import { AttentionCard } from "../../../features/overview/components/attention-card.tsx";
import { FiguresCard } from "../../../features/overview/components/figures-card.tsx";
import { MatrixCard } from "../../../features/overview/components/matrix-card.tsx";
import { overviewQueries, type Range } from "../../../features/overview/queries.ts";
import { regionMatrix } from "../../../features/overview/region-matrix.ts";
import { probeQueries } from "../../../features/probes/queries.ts";
import { useNow } from "../../../lib/clock.ts";
import { age } from "../../../lib/format.ts";
import { useWatchResults } from "../../../lib/live.tsx";
import { useOrganization } from "../../../lib/organization.tsx";
import { isAffected } from "../../../lib/status.ts";
import { buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useAlertAttention } from "./use-alerts.ts";
import { useIncidentAttention, useIncidentFigures } from "./use-incidents.ts";

interface PanelProps {
  components: readonly ComponentItem[];
}

const reasonInWords = (reason: string) => reasonText(reason) ?? reason;

function useRegionNames(organizationId: string): ReadonlyMap<string, string> {
  const { data } = useQuery(probeQueries.regions(organizationId));
  return useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
}

/** What needs somebody now. */
export function AttentionPanel({ components }: PanelProps) {
  const { id, slug } = useOrganization();
  const now = useNow();
  const regionNames = useRegionNames(id);
  const { data: monitors = [] } = useQuery(monitorQueries.list(id));
  const { data: regions = [] } = useQuery(overviewQueries.regions(id));
  const { data: probes = [] } = useQuery(probeQueries.list(id));
  const usedRegions = new Set(monitors.flatMap(({ region_ids }) => region_ids));
  const incidents = useIncidentAttention(now);
  const alerts = useAlertAttention(now);
  const items = attentionItems({
    incidents,
    alerts,
    components,
    monitors,
    regions,
    // A region that none of the monitors uses is somebody else's matter.
    probes: probes.filter(({ region_id }) => usedRegions.has(region_id)),
    regionNames,
    reasonText: reasonInWords,
    now,
  });
  const lastChange = Math.max(...components.map(({ status_since }) => Date.parse(status_since)));
  return (
    <AttentionCard
      items={items}
      now={now}
      calm={`The last status change was ${age(now - lastChange)} ago.`}
      renderAction={({ target, status }, isFirst) => {
        const variant = isFirst && isAffected(status) ? "primary" : "secondary";
        const className = buttonStyles({ variant, size: "small" });
        if (target.kind === "incident")
          return (
            <Link
              data-row
              to="/orgs/$slug/incidents/$incidentId"
              params={{ slug, incidentId: target.incidentId }}
              className={className}
            >
              {target.isDraft ? "Review draft" : "Open incident"}
            </Link>
          );
        if (target.kind === "alerts")
          return (
            <Link data-row to="/orgs/$slug/alerts" params={{ slug }} className={className}>
              Open alerts
            </Link>
          );
        return target.kind === "component" ? (
          <Link
            data-row
            to="/orgs/$slug/components/$componentId"
            params={{ slug, componentId: target.componentId }}
            className={className}
          >
            Open component
          </Link>
        ) : (
          <Link data-row to="/orgs/$slug/probes" params={{ slug }} className={className}>
            Open probes
          </Link>
        );
      }}
    />
  );
}

/** Four key figures of the chosen range. */
export function FiguresPanel({ range, components }: PanelProps & { range: Range }) {
  const { id } = useOrganization();
  const query = useQuery(overviewQueries.figures(id, range));
  const incidents = useIncidentFigures(range);
  const affected = components.filter(({ status }) => isAffected(status)).length;
  if (query.data === undefined && query.error !== null) {
    return (
      <Card>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      </Card>
    );
  }
  return <FiguresCard range={range} figures={query.data} incidents={incidents} affected={affected} />;
}

/** Components by region, live with every result. */
export function MatrixPanel({ components }: PanelProps) {
  const { id, slug } = useOrganization();
  const regionNames = useRegionNames(id);
  const query = useQuery(overviewQueries.regions(id));
  const { data: lastDay } = useQuery(overviewQueries.lastDay(id));
  useWatchResults();
  const hours = useMemo(
    () => new Map(lastDay?.map(({ component_id, statuses }) => [component_id, statuses])),
    [lastDay],
  );
  return (
    <QueryView
      query={query}
      skeleton={
        <Card>
          <CardHeader title="Monitored components by region" />
          <SkeletonRows count={Math.min(9, components.length)} className="h-[38px]" />
        </Card>
      }
    >
      {(results) => {
        const matrix = regionMatrix(components, results, regionNames);
        return matrix.rows.length === 0 ? null : (
          <MatrixCard
            matrix={matrix}
            regionNames={regionNames}
            hours={hours}
            reasonText={reasonInWords}
            renderName={(component) => (
              <Link
                data-row
                to="/orgs/$slug/components/$componentId"
                params={{ slug, componentId: component.id }}
                className="row-link"
              >
                {component.name}
              </Link>
            )}
          />
        );
      }}
    </QueryView>
  );
}
