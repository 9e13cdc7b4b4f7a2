import { type ReactNode, useMemo } from "react";
import { addDays, calendarDate } from "../../../lib/calendar.ts";
import { sameDayIn, weekdayOf } from "../../../lib/dates.ts";
import { dayFull } from "../../../lib/format.ts";
import { type PlacedSpan, placeWeek, weeksOf } from "../calendar-grid.ts";
import { monthDayHeight, spanLanes } from "../calendar-sizes.ts";
import type { MaintenanceItem } from "../queries.ts";
import { weekdayNames } from "../repeat.ts";
import { type DayRange, useDayGrid } from "../use-day-grid.ts";
import { monthName, windowCount } from "../words.ts";

export interface MonthCalendarProps {
  /** "2026-11" */
  month: string;
  onMonth: (month: string) => void;
  windows: readonly MaintenanceItem[];
  /** Whose days these are. */
  timeZone: string;
  /** Now, in ms. */
  now: number;
  /** The days marked for a new window, both included. */
  selection: DayRange;
  onSelect: (range: DayRange) => void;
  /** Plans a window on these days; absent where the role may not. */
  onPlan: ((range: DayRange) => void) | undefined;
  /** The link to a window. */
  renderSpan: (window: MaintenanceItem, placed: PlacedSpan) => ReactNode;
}

/** A month with its windows as bars over days. Arrows move by day, with Shift they mark days; dragging marks and plans. */
export function MonthCalendar(props: MonthCalendarProps) {
  const { month, onMonth, windows, timeZone, now, selection, onSelect, onPlan, renderSpan } = props;
  const weeks = useMemo(() => weeksOf(month), [month]);
  const byId = useMemo(() => new Map(windows.map((window) => [window.id, window])), [windows]);
  const spans = useMemo(
    () =>
      windows.map(({ id, scheduled_for: from, scheduled_until: until }) => ({
        id,
        first: calendarDate(from, timeZone),
        // A window that ends at midnight is not on the next day.
        last: calendarDate(Date.parse(until) - 1, timeZone),
      })),
    [windows, timeZone],
  );
  const { grid, onKeyDown, cellProps } = useDayGrid({
    selection,
    onSelect,
    onPlan,
    targets,
    isShown: (date) => date.slice(0, 7) === month,
    onShow: (date) => onMonth(date.slice(0, 7)),
    firstDay: `${month}-01`,
    today: calendarDate(now, timeZone),
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take the focus
    <table ref={grid} role="grid" aria-label={monthName(month)} className="planner" onKeyDown={onKeyDown}>
      <thead>
        <tr>
          {weekdayNames.map((name) => (
            <th key={name} scope="col" abbr={name}>
              {name.slice(0, 3)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => {
          const { placed, hidden } = placeWeek(week, spans, spanLanes);
          return (
            <tr key={week[0]}>
              {week.map((date, column) => {
                const count = spans.filter(({ first, last }) => first <= date && last >= date).length;
                return (
                  <td
                    key={date}
                    data-outside={date.slice(0, 7) === month ? undefined : ""}
                    style={{ height: monthDayHeight }}
                    {...cellProps(date)}
                  >
                    <span className="month-day" aria-hidden="true">
                      {Number(date.slice(8))}
                    </span>
                    <span className="sr-only">
                      {dayFull(date)}, {windowCount(count)}
                    </span>
                    {placed
                      .filter((span) => span.column === column)
                      .map((span) => {
                        const window = byId.get(span.id);
                        return window === undefined ? null : renderSpan(window, span);
                      })}
                    {hidden.has(date) ? <span className="month-more">{hidden.get(date)} more</span> : null}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const targets: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  Home: (day) => addDays(day, -weekdayOf(day)),
  End: (day) => addDays(day, 6 - weekdayOf(day)),
  PageUp: (day) => sameDayIn(day, -1),
  PageDown: (day) => sameDayIn(day, 1),
};
