import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { weeksOf } from "../../../features/maintenances/calendar-grid.ts";
import { CalendarPart } from "../../../features/maintenances/components/calendar-part.tsx";
import { CalendarSpan } from "../../../features/maintenances/components/calendar-span.tsx";
import { MonthCalendar } from "../../../features/maintenances/components/month-calendar.tsx";
import { WeekCalendar } from "../../../features/maintenances/components/week-calendar.tsx";
import { type MaintenanceItem, maintenanceQueries } from "../../../features/maintenances/queries.ts";
import type { DayRange } from "../../../features/maintenances/use-day-grid.ts";
import { weekOf } from "../../../features/maintenances/week-grid.ts";
import { monthName, weekName } from "../../../features/maintenances/words.ts";
import { addDays, calendarDate } from "../../../lib/calendar.ts";
import { addMonths } from "../../../lib/dates.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";

/** A month ("2026-11"), or the week of a day ("2026-11-21"). */
export type CalendarView =
  | { readonly kind: "month"; readonly month: string }
  | { readonly kind: "week"; readonly day: string };

export interface CalendarCardProps {
  view: CalendarView;
  onView: (view: CalendarView) => void;
  timeZone: string;
  now: number;
  selection: DayRange;
  onSelect: (range: DayRange) => void;
  onPlan: ((range: DayRange) => void) | undefined;
}

const none: never[] = [];
const dayMs = 86_400_000;
const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
const views = [
  { value: "month", label: "Month" },
  { value: "week", label: "Week" },
] as const satisfies readonly { value: CalendarView["kind"]; label: string }[];

/** The calendar with its switch between month and week. */
export function CalendarCard({ view, onView, timeZone, now, ...marking }: CalendarCardProps) {
  const { id, slug } = useOrganization();
  const days = view.kind === "month" ? weeksOf(view.month).flat() : weekOf(view.day);
  // A day more on either side: zones begin theirs at other times.
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const from = new Date(Date.parse(`${first}T00:00:00Z`) - dayMs).toISOString();
  const until = new Date(Date.parse(`${last}T00:00:00Z`) + 2 * dayMs).toISOString();
  const query = useQuery({ ...maintenanceQueries.between(id, from, until), placeholderData: (before) => before });
  const windows: readonly MaintenanceItem[] = query.data ?? none;
  const show = (kind: CalendarView["kind"], day: string) =>
    onView(kind === "month" ? { kind, month: day.slice(0, 7) } : { kind, day });
  const move = (by: 1 | -1) =>
    onView(
      view.kind === "month"
        ? { kind: "month", month: addMonths(view.month, by) }
        : { kind: "week", day: addDays(view.day, 7 * by) },
    );
  const isMarkedShown =
    view.kind === "month" ? marking.selection.until.startsWith(view.month) : days.includes(marking.selection.until);
  const shown = { windows, timeZone, now, ...marking };
  const part = { slug, timeZone };
  return (
    <Card className="overflow-hidden">
      <div className="flex items-center gap-1 border-border border-b py-1.5 pr-2 pl-4">
        <h2 className="mr-auto font-semibold text-[14px]/5" aria-live="polite">
          {view.kind === "month" ? monthName(view.month) : weekName(days)}
        </h2>
        <Segmented
          label="Calendar"
          value={view.kind}
          options={views}
          // The marked day stays in sight where it was.
          onChange={(kind) =>
            show(kind, isMarkedShown ? marking.selection.until : view.kind === "month" ? `${view.month}-01` : view.day)
          }
          className="mr-2"
        />
        <Button size="small" onClick={() => show(view.kind, calendarDate(now, timeZone))}>
          Today
        </Button>
        <ToolButton label={view.kind === "month" ? "Month before" : "Week before"} onClick={() => move(-1)}>
          <ChevronLeft {...icon} />
        </ToolButton>
        <ToolButton label={view.kind === "month" ? "Next month" : "Next week"} onClick={() => move(1)}>
          <ChevronRight {...icon} />
        </ToolButton>
      </div>
      {query.data === undefined && query.error !== null ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      ) : null}
      {view.kind === "month" ? (
        <MonthCalendar
          {...shown}
          month={view.month}
          onMonth={(month) => onView({ kind: "month", month })}
          renderSpan={(window, placed) => <CalendarSpan key={window.id} {...part} window={window} placed={placed} />}
        />
      ) : (
        <WeekCalendar
          {...shown}
          day={view.day}
          onWeek={(day) => onView({ kind: "week", day })}
          renderSpan={(window, placed) => (
            <CalendarSpan key={window.id} {...part} window={window} placed={placed} firstLine={3} isWhole />
          )}
          renderPart={(window, placed, firstHour) => (
            <CalendarPart key={window.id} {...part} window={window} placed={placed} firstHour={firstHour} />
          )}
        />
      )}
      {marking.onPlan === undefined ? null : (
        <p className="border-border border-t bg-inset px-4 py-2 text-[12.5px]/[18px] text-text-3">
          Drag over days to plan a window, or mark them with Shift and the arrow keys and press Enter.
        </p>
      )}
    </Card>
  );
}
