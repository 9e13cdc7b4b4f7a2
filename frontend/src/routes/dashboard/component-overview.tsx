import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pin, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { ManualStatusDialog } from "../../features/components/components/manual-status-dialog.tsx";
import { StatusHistory } from "../../features/components/components/status-history.tsx";
import { UptimeCard } from "../../features/components/components/uptime-card.tsx";
import { type ComponentItem, ledgerQueries } from "../../features/components/queries.ts";
import { RecentIncidents } from "../../features/incidents/components/recent-incidents.tsx";
import { CheckLogCard } from "../../features/monitors/components/check-log-card.tsx";
import { CriteriaEditor } from "../../features/monitors/components/criteria-editor.tsx";
import { HeartbeatCard } from "../../features/monitors/components/heartbeat-card.tsx";
import { LatencyCard } from "../../features/monitors/components/latency-card.tsx";
import { NowCard } from "../../features/monitors/components/now-card.tsx";
import { RegionsCard } from "../../features/monitors/components/regions-card.tsx";
import { thresholdsOf } from "../../features/monitors/criteria.ts";
import type { StatusSpan } from "../../features/monitors/status-spans.ts";
import { firstResultInWords } from "../../features/monitors/target.ts";
import type { StatusCause } from "../../lib/database.ts";
import { useWatchResults } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { isAffected } from "../../lib/status.ts";
import { Button, buttonStyles } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { DetailsCard } from "./components/details-card.tsx";
import { useComponent } from "./components/use-component.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId/");
const shownChecks = 6;
const deciders = {
  none: null,
  monitor: null,
  manual: "hand",
  incident: "an incident",
  maintenance: "maintenance",
} satisfies Record<StatusCause, string | null>;
const shownEvents = 5;

export function ComponentOverview() {
  const { componentId } = route.useParams();
  const { component, monitors, states, nameOf, monitorNames, rules, isPaused } = useComponent(componentId);
  const { id, slug, userId } = useOrganization();
  const { can } = usePermissions();
  const [onlyFailed, setOnlyFailed] = useState(false);
  useWatchResults();
  if (component === undefined) return null;
  const [first] = monitors;
  return (
    <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
      <div className="grid min-w-0 gap-5">
        <UptimeCard organizationId={id} componentId={componentId} name={component.name} />
        {first === undefined ? (
          <ByHand component={component} />
        ) : (
          <>
            {monitors
              .filter(({ kind }) => kind === "heartbeat" && can("monitors.write"))
              .map((monitor) => (
                <HeartbeatCard key={monitor.id} organizationId={id} monitor={monitor} />
              ))}
            <Latency componentId={componentId} />
            {monitors.length === 1 ? (
              <CriteriaEditor
                organizationId={id}
                userId={userId}
                monitor={first}
                states={states.filter(({ monitor_id }) => monitor_id === first.id)}
                nameOf={nameOf}
                mayEdit={can("monitors.write")}
              />
            ) : null}
            <CheckLogCard
              organizationId={id}
              componentId={componentId}
              onlyFailed={onlyFailed}
              onFilter={setOnlyFailed}
              nameOf={nameOf}
              monitorNames={monitorNames}
              rules={rules}
              limit={shownChecks}
              isPaused={isPaused}
              emptyText={firstResultInWords(monitors)}
              more={
                <Link
                  to="/orgs/$slug/components/$componentId/log"
                  params={{ slug, componentId }}
                  className={buttonStyles({ variant: "ghost", size: "small" })}
                >
                  Open the whole log
                </Link>
              }
            />
          </>
        )}
      </div>
      <div className="grid gap-5 tablet:grid-cols-2 rail:grid-cols-1">
        {first === undefined ? null : (
          <>
            <NowCard
              organizationId={id}
              componentId={componentId}
              states={states}
              nameOf={nameOf}
              decidedElsewhere={deciders[component.status_cause]}
              statusSince={component.status_since}
            />
            <RegionsCard organizationId={id} componentId={componentId} states={states} nameOf={nameOf} />
          </>
        )}
        <DetailsCard component={component} monitors={monitors} />
        <RecentIncidents organizationId={id} slug={slug} componentId={componentId} />
        <StatusHistory organizationId={id} componentId={componentId} limit={shownEvents} />
      </div>
    </div>
  );
}

function Latency({ componentId }: { componentId: string }) {
  const { organizationId, monitors, rules, nameOf } = useComponent(componentId);
  const { range = "6h", percentile = "p95" } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: events } = useQuery(ledgerQueries.events(organizationId, componentId));
  const spans = useMemo(
    () =>
      (events ?? [])
        .filter(({ status }) => isAffected(status) || status === "under_maintenance")
        .map(
          ({ status, started_at: start, ended_at: end }): StatusSpan => ({
            status,
            start: Date.parse(start),
            end: end === null ? Number.POSITIVE_INFINITY : Date.parse(end),
          }),
        ),
    [events],
  );
  const thresholds = useMemo(() => [...rules.values()].flatMap(thresholdsOf), [rules]);
  return (
    <LatencyCard
      organizationId={organizationId}
      componentId={componentId}
      range={range}
      percentile={percentile}
      onChange={(view) => void navigate({ search: view, replace: true, resetScroll: false })}
      nameOf={nameOf}
      thresholds={thresholds}
      spans={spans}
      intervalSeconds={Math.max(...monitors.map(({ interval_seconds: seconds }) => seconds))}
    />
  );
}

/** A component that nobody checks: its status is what the team says. */
function ByHand({ component }: { component: ComponentItem }) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Card>
        <CardHeader title="Status" />
        <div className="grid justify-items-start gap-3 px-4 py-4">
          <p className="max-w-[70ch] text-[13.5px]/5 text-text-2">
            No check watches this component: it is as your team says. Add a check, and it follows what the check finds.
          </p>
          <div className="flex flex-wrap gap-2">
            {can("components.write") ? (
              <Button onClick={() => setOpen(true)}>
                <Pin size={16} strokeWidth={1.75} aria-hidden="true" />
                Set status by hand
              </Button>
            ) : null}
            {can("monitors.write") ? (
              <Link
                to="/orgs/$slug/components/$componentId/monitors/new"
                params={{ slug, componentId: component.id }}
                className={buttonStyles({ variant: component.kind === "manual" ? "secondary" : "primary" })}
              >
                <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
                Add a check
              </Link>
            ) : null}
          </div>
        </div>
      </Card>
      {isOpen ? (
        <ManualStatusDialog
          organizationId={id}
          component={component}
          hasMonitors={false}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
