import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ActivityList } from "../../../features/activity/components/activity-card.tsx";
import { activityFeed } from "../../../features/activity/feed.ts";
import { activityQueries } from "../../../features/activity/queries.ts";
import { componentQueries } from "../../../features/components/queries.ts";
import { incidentQueries } from "../../../features/incidents/queries.ts";
import { AheadList } from "../../../features/maintenances/components/ahead-list.tsx";
import { maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { monitorQueries } from "../../../features/monitors/queries.ts";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { useNow } from "../../../lib/clock.ts";
import { useHereNow } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { browserZone } from "../../../lib/time-zone.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { teamMatesHere } from "../shell/here.ts";

const shown = 8;
const nextWindows = 3;

/** Status changes and, for those who may read the audit log, what people did. */
export function ActivityPanel() {
  const { id } = useOrganization();
  const { can } = usePermissions();
  const now = useNow();
  const events = useQuery(activityQueries.statusEvents(id));
  const { data: acts = [] } = useQuery({ ...activityQueries.auditEvents(id), enabled: can("audit.read") });
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const { data: components = [] } = useQuery(componentQueries.list(id));
  const { data: groups = [] } = useQuery(componentQueries.groups(id));
  const { data: monitors = [] } = useQuery(monitorQueries.list(id));
  const { data: pages = [] } = useQuery(pageQueries.list(id));
  const { data: incidents = [] } = useQuery(incidentQueries.open(id));
  const names = {
    people: new Map(members.map(({ userId, name }) => [userId, name])),
    objects: new Map([
      ...[...components, ...groups, ...monitors].map((row): [string, string] => [row.id, row.name]),
      ...[...pages, ...incidents].map((row): [string, string] => [row.id, row.title]),
    ]),
  };
  return (
    <Card>
      <CardHeader title="Activity" />
      <QueryView query={events} skeleton={<SkeletonRows count={6} />}>
        {(rows) => <ActivityList entries={activityFeed(rows, acts, names, shown)} now={now} />}
      </QueryView>
    </Card>
  );
}

/** The next windows of maintenance; absent while none is planned. */
export function MaintenancePanel() {
  const { id, slug } = useOrganization();
  const now = useNow();
  const { data: windows = [] } = useQuery(maintenanceQueries.ahead(id));
  if (windows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Planned maintenance">
        <Link to="/orgs/$slug/maintenance" params={{ slug }}>
          Calendar
        </Link>
      </CardHeader>
      <AheadList slug={slug} windows={windows.slice(0, nextWindows)} timeZone={browserZone()} now={now} />
    </Card>
  );
}

/** Team mates who have the organization open, and where. */
export function HereNowPanel() {
  const { id, userId } = useOrganization();
  const here = useHereNow();
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const mates = teamMatesHere(here, members, userId);
  return (
    <Card>
      <CardHeader title="Here now">
        {mates.length === 0 ? null : (
          <span className="text-text-3">
            {mates.length} team {mates.length === 1 ? "mate" : "mates"}
          </span>
        )}
      </CardHeader>
      {mates.length === 0 ? (
        <p className="px-4 py-3.5 text-[13px]/5 text-text-2">Only you.</p>
      ) : (
        <ul className="grid gap-2 px-4 py-3.5">
          {mates.map((mate) => (
            <li key={mate.userId} className="flex min-w-0 items-center gap-2.5 text-[13px]/5">
              <Avatar userId={mate.userId} name={mate.name} />
              <span className="truncate">
                {mate.name} <span className="text-text-2">{mate.where}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
