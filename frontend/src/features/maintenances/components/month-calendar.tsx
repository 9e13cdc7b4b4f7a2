import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { calendarDate } from "../../../lib/calendar.ts";
import { dayFull } from "../../../lib/format.ts";
import { addDays, type PlacedSpan, placeWeek, sameDayIn, weekdayOf, weeksOf } from "../calendar-grid.ts";
import type { MaintenanceItem } from "../queries.ts";
import { weekdayNames } from "../repeat.ts";
import { monthName } from "../words.ts";

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

export interface DayRange {
  readonly from: string;
  readonly until: string;
}

const lanes = 3;

/** A month with its windows as bars over days. Arrows move by day, with Shift they mark days; dragging marks and plans. */
export function MonthCalendar(props: MonthCalendarProps) {
  const { month, onMonth, windows, timeZone, now, selection, onSelect, onPlan, renderSpan } = props;
  const today = calendarDate(now, timeZone);
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
  // Where marking began, and where it is now.
  const [anchor, setAnchor] = useState(selection.from);
  const [day, setDay] = useState(selection.until);
  const isDragging = useRef(false);
  const table = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(false);

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    table.current?.querySelector<HTMLElement>(`[data-date="${day}"]`)?.focus();
  });

  function mark(next: string, from: string) {
    setDay(next);
    setAnchor(from);
    onSelect(rangeOf(from, next));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targets[event.key]?.(day);
    if (target !== undefined) {
      event.preventDefault();
      wantsFocus.current = true;
      mark(target, event.shiftKey ? anchor : target);
      if (target.slice(0, 7) !== month) onMonth(target.slice(0, 7));
    } else if (event.key === "Enter" && event.target instanceof HTMLTableCellElement) {
      event.preventDefault();
      onPlan?.(selection);
    }
  }

  function onPointerDown(event: PointerEvent, date: string) {
    const isOnLink = event.target instanceof Element && event.target.closest("a") !== null;
    if (event.button !== 0 || event.pointerType === "touch" || isOnLink) return;
    isDragging.current = true;
    mark(date, date);
    const end = () => {
      isDragging.current = false;
      window.removeEventListener("pointerup", finish);
      window.removeEventListener("pointercancel", end);
    };
    const finish = (up: globalThis.PointerEvent) => {
      end();
      const over =
        up.target instanceof Element ? up.target.closest<HTMLElement>("[data-date]")?.dataset["date"] : undefined;
      if (over !== undefined && over !== date) onPlan?.(rangeOf(date, over));
    };
    window.addEventListener("pointerup", finish);
    window.addEventListener("pointercancel", end);
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take the focus
    <table ref={table} role="grid" aria-label={monthName(month)} className="month" onKeyDown={onKeyDown}>
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
          const { placed, hidden } = placeWeek(week, spans, lanes);
          return (
            <tr key={week[0]}>
              {week.map((date, column) => {
                const count = spans.filter(({ first, last }) => first <= date && last >= date).length;
                const isMarked = date >= selection.from && date <= selection.until;
                return (
                  <td
                    key={date}
                    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the cell of a grid
                    role="gridcell"
                    data-date={date}
                    data-outside={date.slice(0, 7) === month ? undefined : ""}
                    tabIndex={date === tabStop(day, month) ? 0 : -1}
                    aria-selected={isMarked}
                    aria-current={date === today ? "date" : undefined}
                    onFocus={(event) => {
                      if (event.target === event.currentTarget && !isMarked) mark(date, date);
                    }}
                    onPointerDown={(event) => onPointerDown(event, date)}
                    onPointerEnter={() => {
                      if (isDragging.current) mark(date, anchor);
                    }}
                    onDoubleClick={() => onPlan?.({ from: date, until: date })}
                  >
                    <span className="month-day" aria-hidden="true">
                      {Number(date.slice(8))}
                    </span>
                    <span className="sr-only">
                      {dayFull(date)}, {count === 1 ? "1 window" : `${count} windows`}
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

/** The one day that Tab reaches: the marked one, or the first where that is in another month. */
function tabStop(day: string, month: string): string {
  return day.slice(0, 7) === month ? day : `${month}-01`;
}

function rangeOf(a: string, b: string): DayRange {
  return a < b ? { from: a, until: b } : { from: b, until: a };
}
