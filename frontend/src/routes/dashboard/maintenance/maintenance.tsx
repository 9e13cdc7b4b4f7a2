import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarDays, Plus } from "lucide-react";
import { useState } from "react";
import { MaintenanceList } from "../../../features/maintenances/components/maintenance-list.tsx";
import type { DayRange } from "../../../features/maintenances/use-day-grid.ts";
import { calendarDate } from "../../../lib/calendar.ts";
import { useNow } from "../../../lib/clock.ts";
import { zoneOffset } from "../../../lib/format.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { mobileQuery, useMedia } from "../../../lib/use-media.ts";
import { useShortcut } from "../../../lib/use-shortcut.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { Late, SkeletonRows } from "../../../ui/skeleton.tsx";
import { CalendarCard, type CalendarView } from "./calendar-card.tsx";
import { useMaintenanceContext } from "./use-maintenance-context.ts";

const route = getRouteApi("/signed-in/orgs/$slug/maintenance");
const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** The calendar of maintenance and, below it, everything as a list; small screens have the list only. */
export function Maintenance() {
  const context = useMaintenanceContext();
  useBreadcrumb([{ label: "Maintenance" }]);
  useWhere("on Maintenance");
  const { failed, zone } = context;
  if (failed !== undefined)
    return (
      <div className="grid grid-cols-1 gap-5">
        <PageTitle title="Maintenance" />
        <Card>
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
        </Card>
      </div>
    );
  if (context.isLoading || zone === undefined)
    return (
      <div className="grid grid-cols-1 gap-5">
        <PageTitle title="Maintenance" />
        <Late>
          <Card>
            <SkeletonRows count={6} className="h-[116px] max-tablet:h-[58px]" />
          </Card>
        </Late>
      </div>
    );
  return <Windows organizationZone={zone} nameOf={context.nameOf} />;
}

interface WindowsProps {
  organizationZone: string;
  nameOf: (componentId: string) => string | undefined;
}

function Windows({ organizationZone, nameOf }: WindowsProps) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isMobile = useMedia(mobileQuery);
  const now = useNow();
  const mayWrite = can("incidents.write");
  const ownZone = browserZone();
  const timeZone = search.zone === "own" ? ownZone : organizationZone;
  const today = calendarDate(now, timeZone);
  const { week } = search;
  const month = search.month ?? today.slice(0, 7);
  const view: CalendarView = week === undefined ? { kind: "month", month } : { kind: "week", day: week };
  const [selection, setSelection] = useState<DayRange>({ from: today, until: today });

  const planOn = ({ from, until }: DayRange) =>
    void navigate({ to: "/orgs/$slug/maintenance/new", params: { slug }, search: { from, until } });
  const show = (next: CalendarView) => {
    const isThisMonth = next.kind === "month" && next.month === today.slice(0, 7);
    const shown = {
      zone: search.zone,
      month: next.kind === "month" && !isThisMonth ? next.month : undefined,
      week: next.kind === "week" ? next.day : undefined,
    };
    void navigate({ search: shown, replace: true });
  };

  useShortcut({
    keys: "n",
    label: "Plan maintenance",
    group: "Lists",
    run: () => mayWrite && planOn(selection),
  });

  const plan = mayWrite ? (
    <Link
      to="/orgs/$slug/maintenance/new"
      params={{ slug }}
      search={isMobile ? {} : selection}
      className={buttonStyles({ variant: "primary" })}
    >
      <Plus {...icon} />
      Plan maintenance
    </Link>
  ) : null;
  const lists = { organizationId: id, slug, timeZone, now, nameOf };

  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Maintenance"
        note={strings.page.timesIn(timeZone, zoneOffset(new Date(now).toISOString(), timeZone))}
        primary={plan}
      >
        {ownZone === organizationZone ? null : (
          <Segmented
            label="Time zone"
            value={search.zone ?? "organization"}
            options={[
              { value: "organization", label: "Organization" },
              { value: "own", label: "Your time" },
            ]}
            onChange={(next) =>
              void navigate({
                search: { ...search, zone: next === "own" ? "own" : undefined },
                replace: true,
              })
            }
          />
        )}
      </PageTitle>
      {isMobile ? null : (
        <CalendarCard
          view={view}
          onView={show}
          timeZone={timeZone}
          now={now}
          selection={selection}
          onSelect={setSelection}
          onPlan={mayWrite ? planOn : undefined}
        />
      )}
      <MaintenanceList
        {...lists}
        which="open"
        title="Running and planned"
        empty={
          <EmptyState
            icon={CalendarDays}
            title="No maintenance is planned"
            text="A planned window tells your visitors beforehand, keeps alerts quiet while you work, and does not count as downtime."
            action={plan}
          />
        }
      />
      <MaintenanceList {...lists} which="over" title="Over" />
    </div>
  );
}
