import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarDays, ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { addMonths, weeksOf } from "../../../features/maintenances/calendar-grid.ts";
import { CalendarSpan } from "../../../features/maintenances/components/calendar-span.tsx";
import { MaintenanceList } from "../../../features/maintenances/components/maintenance-list.tsx";
import { type DayRange, MonthCalendar } from "../../../features/maintenances/components/month-calendar.tsx";
import { type MaintenanceItem, maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { monthName } from "../../../features/maintenances/words.ts";
import { calendarDate } from "../../../lib/calendar.ts";
import { useNow } from "../../../lib/clock.ts";
import { zoneOffset } from "../../../lib/format.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { browserZone } from "../../../lib/time-zone.ts";
import { mobileQuery, useMedia } from "../../../lib/use-media.ts";
import { useShortcut } from "../../../lib/use-shortcut.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { Late, SkeletonRows } from "../../../ui/skeleton.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useMaintenanceContext } from "./use-maintenance-context.ts";

const route = getRouteApi("/signed-in/orgs/$slug/maintenance");
const none: never[] = [];
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
  const month = search.month ?? today.slice(0, 7);
  const [selection, setSelection] = useState<DayRange>({ from: today, until: today });

  const planOn = ({ from, until }: DayRange) =>
    void navigate({ to: "/orgs/$slug/maintenance/new", params: { slug }, search: { from, until } });
  const showMonth = (next: string) =>
    void navigate({ search: { ...search, month: next === today.slice(0, 7) ? undefined : next }, replace: true });

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
        note={`Times in ${timeZone} (${zoneOffset(new Date(now).toISOString(), timeZone)})`}
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
        <MonthCard
          month={month}
          timeZone={timeZone}
          now={now}
          selection={selection}
          onSelect={setSelection}
          onMonth={showMonth}
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

interface MonthCardProps {
  month: string;
  timeZone: string;
  now: number;
  selection: DayRange;
  onSelect: (range: DayRange) => void;
  onMonth: (month: string) => void;
  onPlan: ((range: DayRange) => void) | undefined;
}

function MonthCard({ month, timeZone, now, selection, onSelect, onMonth, onPlan }: MonthCardProps) {
  const { id, slug } = useOrganization();
  const weeks = weeksOf(month);
  // A day more on either side: zones begin theirs at other times.
  const [first = "", last = ""] = [weeks[0]?.[0], weeks.at(-1)?.[6]];
  const day = 86_400_000;
  const from = new Date(Date.parse(`${first}T00:00:00Z`) - day).toISOString();
  const until = new Date(Date.parse(`${last}T00:00:00Z`) + 2 * day).toISOString();
  const query = useQuery({ ...maintenanceQueries.between(id, from, until), placeholderData: (before) => before });
  const windows: readonly MaintenanceItem[] = query.data ?? none;
  return (
    <Card className="overflow-hidden">
      <div className="flex items-center gap-1 border-border border-b py-1.5 pr-2 pl-4">
        <h2 className="mr-auto font-semibold text-[14px]/5" aria-live="polite">
          {monthName(month)}
        </h2>
        <Button size="small" onClick={() => onMonth(calendarDate(now, timeZone).slice(0, 7))}>
          Today
        </Button>
        <ToolButton label="Month before" onClick={() => onMonth(addMonths(month, -1))}>
          <ChevronLeft {...icon} />
        </ToolButton>
        <ToolButton label="Next month" onClick={() => onMonth(addMonths(month, 1))}>
          <ChevronRight {...icon} />
        </ToolButton>
      </div>
      {query.data === undefined && query.error !== null ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      ) : null}
      <MonthCalendar
        month={month}
        onMonth={onMonth}
        windows={windows}
        timeZone={timeZone}
        now={now}
        selection={selection}
        onSelect={onSelect}
        onPlan={onPlan}
        renderSpan={(window, placed) => (
          <CalendarSpan key={window.id} window={window} placed={placed} slug={slug} timeZone={timeZone} />
        )}
      />
      {onPlan === undefined ? null : (
        <p className="border-border border-t bg-inset px-4 py-2 text-[12.5px]/[18px] text-text-3">
          Drag over days to plan a window, or mark them with Shift and the arrow keys and press Enter.
        </p>
      )}
    </Card>
  );
}
