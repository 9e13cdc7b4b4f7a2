import { Link } from "@tanstack/react-router";
import { dateAndTime, timeOfDay } from "../../../lib/format.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { PlacedSpan } from "../calendar-grid.ts";
import { dayNumberHeight, spanHeight, spanLine } from "../calendar-sizes.ts";
import type { MaintenanceItem } from "../queries.ts";
import { calendarState, statusNames, windowText } from "../words.ts";

export interface CalendarSpanProps {
  window: MaintenanceItem;
  placed: PlacedSpan;
  slug: string;
  timeZone: string;
  /** Where the first line is, in px: below the day's number, or at the top where that is elsewhere. */
  firstLine?: number;
  /** Says its end too, with both days. */
  isWhole?: boolean;
}

const inset = 3;

/** A window on the calendar, over all its days of one week. */
export function CalendarSpan({
  window,
  placed,
  slug,
  timeZone,
  firstLine = dayNumberHeight,
  isWhole = false,
}: CalendarSpanProps) {
  const { id, title, status, scheduled_for: from, scheduled_until: until } = window;
  const { length, lane, comesFromBefore, goesOn } = placed;
  const [left, right] = [comesFromBefore ? 0 : inset, goesOn ? 0 : inset];
  return (
    <Link
      to="/orgs/$slug/maintenance/$maintenanceId"
      params={{ slug, maintenanceId: id }}
      draggable={false}
      className="planner-span"
      data-status="under_maintenance"
      data-state={calendarState(status)}
      data-from-before={comesFromBefore ? "" : undefined}
      data-goes-on={goesOn ? "" : undefined}
      title={`${title}: ${windowText(from, until, timeZone)}`}
      style={{
        top: firstLine + lane * spanLine,
        height: spanHeight,
        left,
        // Each day further adds its line between the cells.
        width: `calc(${length * 100}% + ${length - 1 - left - right}px)`,
      }}
    >
      <StatusGlyph status="under_maintenance" size={13} />
      <span className="truncate">
        {isWhole || comesFromBefore ? null : `${timeOfDay(from, timeZone)} `}
        {title}
        {isWhole ? `, ${dateAndTime(from, timeZone)} – ${dateAndTime(until, timeZone)}` : null}
        <span className="sr-only">, {statusNames[status].toLowerCase()}</span>
      </span>
    </Link>
  );
}
