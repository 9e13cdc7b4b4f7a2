import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { calendarDate } from "../../../lib/calendar.ts";
import { addMonths, monthOf, weekdayOf } from "../../../lib/dates.ts";
import { dayLong } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { useHydrated } from "../../../ui/use-hydrated.ts";
import { monthLong } from "../days.ts";
import { type DatedEntry, dateForKey, type HistoryDay, historyDays } from "../history-days.ts";
import { historyHref } from "../history-href.ts";
import type { HistoryBody } from "../notice-bodies.ts";
import { noticeStrings } from "../notice-strings.ts";

const words = noticeStrings.history;
/** The first month the database answers for. */
const firstMonth = "2000-03";

export interface HistoryCalendarProps {
  body: HistoryBody;
  entries: readonly DatedEntry[];
}

/**
 * Three months, one on a phone. A day with something to tell links to its place in the list. Once there is a script it
 * is one focus stop: arrows go by day, Page Up and Page Down by month, over the edge into the months beyond.
 */
export function HistoryCalendar({ body, entries }: HistoryCalendarProps) {
  const today = calendarDate(body.generated_at, body.page.time_zone);
  const isInteractive = useHydrated();
  const [stop, setStop] = useState(monthOf(today) === body.month ? today : `${body.month}-01`);
  const calendar = useRef<HTMLDivElement>(null);

  /** Came over the edge of another month: the address says which day was meant. */
  useEffect(() => {
    if (!isInteractive) return;
    const date = /^#cal-(\d{4}-\d\d-\d\d)$/.exec(location.hash)?.[1];
    if (date !== undefined) focusDay(calendar.current, date);
  }, [isInteractive]);

  function onKeyDown(event: KeyboardEvent) {
    const date = event.target instanceof HTMLElement ? event.target.dataset.day : undefined;
    if (date === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const isQuiet = event.target instanceof HTMLTableCellElement;
    if (event.key === "Enter" && isQuiet) {
      location.assign(monthOf(date) === body.month ? "#list" : `${historyHref(body, monthOf(date))}#list`);
      return;
    }
    const next = dateForKey(event.key, date);
    if (next === null) return;
    event.preventDefault();
    const month = monthOf(next);
    if (month < firstMonth || month > body.last_month) return;
    if (!focusDay(calendar.current, next)) location.assign(`${historyHref(body, month)}#cal-${next}`);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the days inside, which are what has focus
    <div
      ref={calendar}
      className="calendar-months"
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        if (target instanceof HTMLElement && target.dataset.day !== undefined) setStop(target.dataset.day);
      }}
    >
      {body.months.map((month) => (
        <MonthGrid
          key={month}
          month={month}
          body={body}
          days={historyDays(month, entries)}
          today={today}
          stop={isInteractive ? stop : null}
        />
      ))}
    </div>
  );
}

/** @returns whether the day is here to be seen */
function focusDay(calendar: HTMLElement | null, date: string): boolean {
  const element = calendar?.querySelector<HTMLElement>(`[data-day="${date}"]`);
  if (!element || element.offsetParent === null) return false;
  element.focus();
  return true;
}

interface MonthGridProps {
  month: string;
  body: HistoryBody;
  days: readonly HistoryDay[];
  today: string;
  /** The day Tab leads to; null without a script, when every link is a stop. */
  stop: string | null;
}

function MonthGrid({ month, body, days, today, stop }: MonthGridProps) {
  const isChosen = month === body.month;
  return (
    <div className="calendar-month" data-chosen={isChosen ? "" : undefined}>
      <h2 id={`month-${month}`} className="calendar-title">
        <a href={`${historyHref(body, month)}#list`} aria-current={isChosen ? "true" : undefined}>
          {monthLong(month)}
        </a>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern for a calendar that arrows move in */}
      <table role="grid" aria-labelledby={`month-${month}`}>
        <thead>
          <tr>
            {words.weekdays.map(([short, long]) => (
              <th key={long} scope="col">
                <abbr title={long}>{short}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(days).map((week, index) => (
            <tr key={index}>
              {week.map((day, weekday) =>
                day === null ? (
                  <td key={weekday} />
                ) : (
                  <DayCell key={day.date} day={day} body={body} isToday={day.date === today} stop={stop} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface DayCellProps {
  day: HistoryDay;
  body: HistoryBody;
  isToday: boolean;
  stop: string | null;
}

function DayCell({ day, body, isToday, stop }: DayCellProps) {
  const { date, incidents, maintenances, worst } = day;
  const count = incidents + maintenances;
  const name = words.day(dayLong(date), count, words.count(incidents, maintenances));
  const current = isToday ? ("date" as const) : undefined;
  const tabIndex = stop === null ? undefined : stop === date ? 0 : -1;
  const figure = <span className="calendar-figure">{Number(date.slice(8))}</span>;
  if (worst === null) {
    return (
      <td data-day={date} aria-current={current} aria-label={name} tabIndex={tabIndex}>
        {figure}
      </td>
    );
  }
  const month = monthOf(date);
  const href = month === body.month ? `#day-${date}` : `${historyHref(body, month)}#day-${date}`;
  return (
    <td aria-current={current}>
      <a href={href} data-day={date} data-status={worst} tabIndex={tabIndex} className="calendar-day">
        <span className="sr-only">{name}</span>
        <span aria-hidden="true">{figure}</span>
        <span className="calendar-mark" aria-hidden="true">
          <StatusGlyph status={worst} size={13} />
          {count > 1 ? count : null}
        </span>
      </a>
    </td>
  );
}

/** Weeks from Monday, with empty places before the first day and after the last. */
function weeksOf(days: readonly HistoryDay[]): (HistoryDay | null)[][] {
  const first = days[0];
  const cells: (HistoryDay | null)[] = first === undefined ? [] : Array(weekdayOf(first.date)).fill(null);
  cells.push(...days);
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** Links to the months before and after those shown. */
export function MonthLinks({ body }: { body: HistoryBody }) {
  const { previous, next } = monthsAround(body);
  return (
    <nav className="month-links" aria-label={strings.page.history}>
      {previous === null ? null : <a href={historyHref(body, previous)}>{words.previous(monthLong(previous))}</a>}
      {next === null ? null : <a href={historyHref(body, next)}>{words.next(monthLong(next))}</a>}
    </nav>
  );
}

function monthsAround({ month, last_month: last }: HistoryBody): { previous: string | null; next: string | null } {
  const previous = addMonths(month, -1);
  return { previous: previous < firstMonth ? null : previous, next: month < last ? addMonths(month, 1) : null };
}
