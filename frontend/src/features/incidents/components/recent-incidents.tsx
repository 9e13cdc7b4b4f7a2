import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useNow } from "../../../lib/clock.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { timeNear } from "../../../lib/format.ts";
import { statusOfImpact } from "../../../lib/notices.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { secondsOf } from "../list-model.ts";
import { incidentQueries } from "../queries.ts";
import { impactNames, statusNames } from "../words.ts";

export interface RecentIncidentsProps {
  organizationId: string;
  slug: string;
  componentId: string;
}

/** The newest incidents that touched a component. */
export function RecentIncidents({ organizationId, slug, componentId }: RecentIncidentsProps) {
  const query = useQuery(incidentQueries.ofComponent(organizationId, componentId));
  const now = useNow();
  return (
    <Card>
      <CardHeader title="Recent incidents" />
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {(incidents) =>
          incidents.length === 0 ? (
            <p className="px-4 py-3.5 text-[13px]/5 text-text-2">No incident has touched it.</p>
          ) : (
            <ul className="py-1.5">
              {incidents.map((incident) => (
                <li key={incident.id} className="flex gap-2.5 px-4 py-1.5">
                  <span className="mt-0.5">
                    <StatusGlyph
                      status={incident.resolved_at === null ? statusOfImpact[incident.impact] : "operational"}
                      label={incident.resolved_at === null ? impactNames[incident.impact] : "Resolved"}
                    />
                  </span>
                  <div className="min-w-0">
                    <Link
                      to="/orgs/$slug/incidents/$incidentId"
                      params={{ slug, incidentId: incident.id }}
                      className="row-link wrap-anywhere text-[13px]/5"
                    >
                      {incident.title}
                    </Link>
                    <p className="text-[12.5px]/[18px] text-text-3">
                      {timeNear(incident.started_at, now, browserZone())},{" "}
                      {incident.resolved_at === null
                        ? statusNames[incident.status].toLowerCase()
                        : `lasted ${elapsed(secondsOf(incident, now))}`}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
