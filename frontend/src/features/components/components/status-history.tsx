import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../../lib/clock.ts";
import type { StatusCause } from "../../../lib/database.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { timeNear } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { ledgerQueries } from "../queries.ts";

const causes = {
  none: "from the start",
  manual: "set by hand",
  monitor: "by checks",
  incident: "by an incident",
  maintenance: "by maintenance",
} satisfies Record<StatusCause, string>;

export interface StatusHistoryProps {
  organizationId: string;
  componentId: string;
  limit: number;
}

/** The newest status intervals, what decided them and how long they held. */
export function StatusHistory({ organizationId, componentId, limit }: StatusHistoryProps) {
  const query = useQuery(ledgerQueries.events(organizationId, componentId));
  const now = useNow();
  return (
    <Card>
      <CardHeader title="Status history" />
      <QueryView query={query} skeleton={<SkeletonRows count={4} />}>
        {(events) => (
          <ul className="py-1.5">
            {events.slice(0, limit).map(({ id, status, cause, started_at: start, ended_at: end }) => (
              <li key={id} className="px-4 py-1.5">
                <div className="flex items-center justify-between gap-3">
                  <StatusBadge status={status} />
                  <span className="whitespace-nowrap text-[12.5px]/[18px] text-text-3">
                    {end === null ? "now" : elapsed((Date.parse(end) - Date.parse(start)) / 1000)}
                  </span>
                </div>
                <p className="pl-[23px] text-[12.5px]/[18px] text-text-3">
                  {timeNear(start, now, browserZone())}, {causes[cause]}
                </p>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}
