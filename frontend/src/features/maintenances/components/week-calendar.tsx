import { type ReactNode, useMemo } from "react";
import { addDays, calendarDate } from "../../../lib/calendar.ts";
import { weekdayOf } from "../../../lib/dates.ts";
import { dayFull } from "../../../lib/format.ts";
import { localTime } from "../../../lib/time-zone.ts";
import { type PlacedSpan, placeWeek } from "../calendar-grid.ts";
import { hourHeight, leastPartHeight, spanLanes, spanLine } from "../calendar-sizes.ts";
import type { MaintenanceItem } from "../queries.ts";
import { weekdayNames } from "../repeat.ts";
import { type DayRange, useDayGrid } from "../use-day-grid.ts";
import { dayParts, hoursOf, isLong, type PlacedPart, placeDay, weekOf } from "../week-grid.ts";
import { weekName, windowCount } from "../words.ts";

export interface WeekCalendarProps {
  /** Any day of the week: "2026-11-16" */
  day: string;
  onWeek: (day: string) => void;
  windows: readonly MaintenanceItem[];
  /** Whose days and hours these are. */
  timeZone: string;
  /** Now, in ms. */
  now: number;
  /** The days marked for a new window, both included. */
  selection: DayRange;
  onSelect: (range: DayRange) => void;
  /** Plans a window on these days; absent where the role may not. */
  onPlan: ((range: DayRange) => void) | undefined;
  /** The link to a window of a day or longer, above the hours. */
  renderSpan: (window: MaintenanceItem, placed: PlacedSpan) => ReactNode;
  /** The link to a shorter one; `firstHour` is at the top. */
  renderPart: (window: MaintenanceItem, placed: PlacedPart, firstHour: number) => ReactNode;
}

/** A third beside them would be too narrow to be read. */
const partLanes = 2;
const leastMinutes = Math.ceil((leastPartHeight / hourHeight) * 60);

/** A week with its windows at their hours. Keys and dragging as in the month, but Page Up and Down move by week. */
export function WeekCalendar(props: WeekCalendarProps) {
  const { day, onWeek, windows, timeZone, now, selection, onSelect, onPlan, renderSpan, renderPart } = props;
  const week = useMemo(() => weekOf(day), [day]);
  const today = calendarDate(now, timeZone);
  const byId = useMemo(() => new Map(windows.map((window) => [window.id, window])), [windows]);
  const { long, hours, days } = useMemo(() => arrange(windows, week, timeZone), [windows, week, timeZone]);
  const [monday = day] = week;
  const { grid, onKeyDown, cellProps } = useDayGrid({
    selection,
    onSelect,
    onPlan,
    targets,
    isShown: (date) => week.includes(date),
    onShow: onWeek,
    firstDay: monday,
    today,
  });
  const bandLanes = Math.max(-1, ...long.placed.map(({ lane }) => lane)) + 1;
  const band = bandLanes === 0 ? 0 : bandLanes * spanLine + 5;
  const height = (hours.last - hours.first) * hourHeight;
  const clock = localTime(now, timeZone).slice(11);
  const nowTop = (Number(clock.slice(0, 2)) + Number(clock.slice(3)) / 60 - hours.first) * hourHeight;

  return (
    <div className="week">
      <div className="week-axis" style={{ height }} aria-hidden="true">
        {Array.from({ length: hours.last - hours.first - 1 }, (_, index) => hours.first + index + 1).map((hour) => (
          <span key={hour} style={{ top: (hour - hours.first) * hourHeight }}>
            {String(hour).padStart(2, "0")}:00
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take the focus */}
      <table ref={grid} role="grid" aria-label={weekName(week)} className="planner" onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {week.map((date, column) => {
              const hidden = (long.hidden.get(date) ?? 0) + (days.get(date)?.hidden ?? 0);
              const name = weekdayNames[column] ?? "";
              return (
                <th key={date} scope="col" abbr={name} data-today={date === today ? "" : undefined}>
                  {name.slice(0, 3)} <span className="week-day">{Number(date.slice(8))}</span>
                  {hidden === 0 ? null : <span className="week-more">{hidden} more</span>}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          <tr>
            {week.map((date, column) => {
              const { placed = [], hidden = 0 } = days.get(date) ?? {};
              const spans = long.placed.filter((span) => span.column <= column && span.column + span.length > column);
              const count = placed.length + hidden + spans.length + (long.hidden.get(date) ?? 0);
              return (
                <td key={date} style={{ height: band + height }} {...cellProps(date)}>
                  <span className="sr-only">
                    {dayFull(date)}, {windowCount(count)}
                  </span>
                  {spans
                    .filter((span) => span.column === column)
                    .map((span) => {
                      const window = byId.get(span.id);
                      return window === undefined ? null : renderSpan(window, span);
                    })}
                  <div className="week-hours" style={{ top: band, backgroundSize: `100% ${hourHeight}px` }}>
                    {placed.map((part) => {
                      const window = byId.get(part.id);
                      return window === undefined ? null : renderPart(window, part, hours.first);
                    })}
                    {date === today && nowTop >= 0 && nowTop <= height ? (
                      <span className="week-now" style={{ top: nowTop }} aria-hidden="true" />
                    ) : null}
                  </div>
                </td>
              );
            })}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** What lasts days above the hours, the rest by day. */
function arrange(windows: readonly MaintenanceItem[], week: readonly string[], timeZone: string) {
  const timed = windows.map(({ id, scheduled_for: from, scheduled_until: until }) => ({
    id,
    starts: localTime(from, timeZone),
    ends: localTime(until, timeZone),
    last: calendarDate(Date.parse(until) - 1, timeZone),
  }));
  const long = timed.filter(isLong).map(({ id, starts, last }) => ({ id, first: starts.slice(0, 10), last }));
  const parts = timed
    .filter((span) => !isLong(span))
    .flatMap(dayParts)
    .filter(({ date }) => week.includes(date));
  const days = week.map((date) => {
    const own = parts.filter((part) => part.date === date);
    return [date, placeDay(own, leastMinutes, partLanes)] as const;
  });
  return { long: placeWeek(week, long, spanLanes), hours: hoursOf(parts, leastMinutes), days: new Map(days) };
}

/** Up and Down stay with the page: a week is one row, and may be higher than the screen. */
const targets: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  Home: (day) => addDays(day, -weekdayOf(day)),
  End: (day) => addDays(day, 6 - weekdayOf(day)),
  PageUp: (day) => addDays(day, -7),
  PageDown: (day) => addDays(day, 7),
};
