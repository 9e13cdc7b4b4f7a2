import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useMatchRoute } from "@tanstack/react-router";
import { Pause, Play, RotateCw } from "lucide-react";
import { PinnedNote } from "../../features/components/components/pinned-note.tsx";
import type { ComponentItem } from "../../features/components/queries.ts";
import { incidentQueries } from "../../features/incidents/queries.ts";
import { checkKinds } from "../../features/monitors/kinds.ts";
import { useCheckNow, useSetPaused } from "../../features/monitors/mutations.ts";
import type { MonitorRow } from "../../features/monitors/queries.ts";
import { intervalInWords, isPaused, targetOf } from "../../features/monitors/target.ts";
import { useNow } from "../../lib/clock.ts";
import { elapsed } from "../../lib/elapsed.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { strings } from "../../lib/strings.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { PageNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { RouteTabs, routeTabStyles } from "../../ui/route-tabs.tsx";
import { StatusGlyph } from "../../ui/status-glyph.tsx";
import { ComponentMenu } from "./components/component-menu.tsx";
import { ComponentSkeleton } from "./components/component-skeleton.tsx";
import { MissingComponent } from "./components/missing-component.tsx";
import { useComponent } from "./components/use-component.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId");

export function ComponentLayout() {
  const { componentId } = route.useParams();
  const { slug } = useOrganization();
  const { component, monitors, isMissing, isLoading, error, retry, isPaused: isAllPaused } = useComponent(componentId);
  const isOverview = useMatchRoute()({ to: "/orgs/$slug/components/$componentId" }) !== false;
  const name = component?.name ?? "";
  useBreadcrumb([{ label: "Components", href: `/orgs/${slug}/components` }, ...(name === "" ? [] : [{ label: name }])]);
  useWhere(name === "" ? "on a component" : `on ${name}`);
  if (isMissing) return <MissingComponent slug={slug} title="Component" />;
  if (component === undefined || isLoading)
    return error === null ? (
      <ComponentSkeleton isOverview={isOverview} />
    ) : (
      <PageNotice title="Component">
        <ErrorState error={error} onRetry={retry} />
      </PageNotice>
    );
  return (
    <div className="grid grid-cols-1 gap-5">
      <Head component={component} monitors={monitors} />
      <RouteTabs label={name}>
        <Tab to="/orgs/$slug/components/$componentId" componentId={componentId} slug={slug} label="Overview" />
        {monitors.length === 0 ? null : (
          <>
            <Tab to="/orgs/$slug/components/$componentId/log" componentId={componentId} slug={slug} label="Check log" />
            <Tab
              to="/orgs/$slug/components/$componentId/criteria"
              componentId={componentId}
              slug={slug}
              label="Criteria"
            />
          </>
        )}
        <Tab to="/orgs/$slug/components/$componentId/settings" componentId={componentId} slug={slug} label="Settings" />
      </RouteTabs>
      {isAllPaused ? <PausedBanner name={name} monitors={monitors} /> : null}
      <Outlet />
    </div>
  );
}

interface TabProps {
  to:
    | "/orgs/$slug/components/$componentId"
    | "/orgs/$slug/components/$componentId/log"
    | "/orgs/$slug/components/$componentId/criteria"
    | "/orgs/$slug/components/$componentId/settings";
  slug: string;
  componentId: string;
  label: string;
}

function Tab({ to, slug, componentId, label }: TabProps) {
  return (
    <Link
      to={to}
      params={{ slug, componentId }}
      className={routeTabStyles}
      activeOptions={{ exact: true, includeSearch: false }}
      activeProps={{ "aria-current": "page" }}
    >
      {label}
    </Link>
  );
}

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

function Head({ component, monitors }: { component: ComponentItem; monitors: readonly MonitorRow[] }) {
  const { id: organizationId } = useOrganization();
  const { can } = usePermissions();
  const checkNow = useCheckNow();
  const setPaused = useSetPaused(organizationId);
  const now = useNow();
  const { name, status, status_since: since } = component;
  const active = monitors.filter((monitor) => !isPaused(monitor));
  const checkable = active.filter(({ kind }) => kind !== "heartbeat");
  const mayMonitor = can("monitors.write");
  const isAllPaused = monitors.length > 0 && active.length === 0;
  return (
    <PageTitle
      title={name}
      lead={<StatusGlyph status={status} size={24} />}
      note={
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 tablet:pl-9">
          <span data-status={status} className="font-semibold text-status-fg">
            {strings.status[status]} for {elapsed((now - Date.parse(since)) / 1000)}
          </span>
          <PinnedNote component={component} now={now} />
          <DecidingIncident component={component} />
          {monitors.length === 0 && component.manual_status !== null ? null : <MonitorFacts monitors={monitors} />}
        </span>
      }
    >
      {mayMonitor && checkable.length > 0 ? (
        <Button
          onClick={() => checkNow.mutate({ name, monitorIds: checkable.map(({ id }) => id) })}
          isBusy={checkNow.isPending}
        >
          <RotateCw {...icon} />
          Check now
        </Button>
      ) : null}
      {mayMonitor && monitors.length > 0 ? (
        <Button
          isBusy={setPaused.isPending}
          onClick={() =>
            setPaused.mutate({
              name,
              isPaused: !isAllPaused,
              monitorIds: (isAllPaused ? monitors : active).map(({ id }) => id),
            })
          }
        >
          {isAllPaused ? <Play {...icon} /> : <Pause {...icon} />}
          {isAllPaused ? "Resume" : "Pause"}
        </Button>
      ) : null}
      <ComponentMenu component={component} hasMonitors={monitors.length > 0} isDetail />
    </PageTitle>
  );
}

/** The incident that decides the status now; nothing where none does. */
function DecidingIncident({ component }: { component: ComponentItem }) {
  const { id: organizationId, slug } = useOrganization();
  const { data: open = [] } = useQuery(incidentQueries.open(organizationId));
  if (component.status_cause !== "incident") return null;
  // A live change names the cause but not which: then the one that gives this very status.
  const incident =
    open.find(({ id }) => id === component.status_cause_id) ??
    open.find(({ components }) =>
      components.some((entry) => entry.component_id === component.id && entry.status === component.status),
    );
  if (incident === undefined) return <span>decided by an incident</span>;
  return (
    <span>
      decided by{" "}
      <Link to="/orgs/$slug/incidents/$incidentId" params={{ slug, incidentId: incident.id }}>
        {incident.title}
      </Link>
    </span>
  );
}

/** Target, kind, interval and regions of the only monitor; a count of several. */
function MonitorFacts({ monitors }: { monitors: readonly MonitorRow[] }) {
  const [first] = monitors;
  if (first === undefined) return <span className="text-text-3">set by hand</span>;
  const regions = new Set(monitors.flatMap(({ region_ids: ids }) => ids)).size;
  if (monitors.length > 1)
    return (
      <>
        <Chip>{monitors.length} monitors</Chip>
        <Chip>{regions === 1 ? "1 region" : `${regions} regions`}</Chip>
      </>
    );
  return (
    <>
      <code className="min-w-0 break-all font-mono text-[12.5px] text-text-2">
        {targetOf(first.kind, first.config)}
      </code>
      <Chip>{checkKinds[first.kind].label}</Chip>
      <Chip>{intervalInWords(first.interval_seconds)}</Chip>
      {first.kind === "heartbeat" ? null : <Chip>{regions === 1 ? "1 region" : `${regions} regions`}</Chip>}
    </>
  );
}

function PausedBanner({ name, monitors }: { name: string; monitors: readonly MonitorRow[] }) {
  const { id: organizationId } = useOrganization();
  const { can } = usePermissions();
  const setPaused = useSetPaused(organizationId);
  return (
    <div
      data-status="unknown"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card bg-status-soft px-4 py-3 text-[13.5px]/5 text-status-fg"
    >
      <Pause {...icon} className="flex-none" />
      <p className="min-w-0 flex-1">Checks are paused: nobody looks at {name} until they resume.</p>
      {can("monitors.write") ? (
        <Button
          size="small"
          isBusy={setPaused.isPending}
          onClick={() => setPaused.mutate({ name, isPaused: false, monitorIds: monitors.map(({ id }) => id) })}
        >
          Resume
        </Button>
      ) : null}
    </div>
  );
}
