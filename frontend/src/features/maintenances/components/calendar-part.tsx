import { Link } from "@tanstack/react-router";
import { timeOfDay } from "../../../lib/format.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { MaintenanceItem } from "../queries.ts";
import type { PlacedPart } from "../week-grid.ts";
import { calendarState, statusNames, windowText } from "../words.ts";

export interface CalendarPartProps {
  window: MaintenanceItem;
  placed: PlacedPart;
  /** The hour at the top. */
  firstHour: number;
  slug: string;
  timeZone: string;
}

/** Pixels of an hour in the week. */
export const hourHeight = 40;
const lineHeight = 16;
const padding = 3;
/** A part has room for its time and one line of its title. */
export const leastPartHeight = 2 * (lineHeight + padding);
const lastMinute = 1_440;

/** A window at its hours of one day. */
export function CalendarPart({ window, placed, firstHour, slug, timeZone }: CalendarPartProps) {
  const { id, title, status, scheduled_for: from, scheduled_until: until } = window;
  const { lane, lanes, comesFromBefore, goesOn } = placed;
  const height = Math.max(leastPartHeight, ((placed.until - placed.from) / 60) * hourHeight - 2);
  const bottom = (lastMinute / 60 - firstHour) * hourHeight;
  const top = Math.min((placed.from / 60 - firstHour) * hourHeight + 1, bottom - height);
  const end = timeOfDay(until, timeZone);
  return (
    <Link
      to="/orgs/$slug/maintenance/$maintenanceId"
      params={{ slug, maintenanceId: id }}
      draggable={false}
      className="month-span week-part"
      data-status="under_maintenance"
      data-state={calendarState(status)}
      data-from-before={comesFromBefore ? "" : undefined}
      data-goes-on={goesOn ? "" : undefined}
      title={`${title}: ${windowText(from, until, timeZone)}`}
      style={{ top, height, left: `calc(${(lane / lanes) * 100}% + 2px)`, width: `calc(${100 / lanes}% - 4px)` }}
    >
      <span className="week-time">
        <StatusGlyph status="under_maintenance" size={13} />
        <span className="truncate">{comesFromBefore ? `until ${end}` : `${timeOfDay(from, timeZone)} – ${end}`}</span>
      </span>{" "}
      <span className="week-title" style={{ WebkitLineClamp: Math.floor((height - 2 * padding) / lineHeight) - 1 }}>
        {title}
        <span className="sr-only">, {statusNames[status].toLowerCase()}</span>
      </span>
    </Link>
  );
}
