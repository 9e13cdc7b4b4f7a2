import { Link } from "@tanstack/react-router";
import { timeOfDay } from "../../../lib/format.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { hourHeight, leastPartHeight, partPadding, textLine } from "../calendar-sizes.ts";
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
      className="planner-span week-part"
      data-status="under_maintenance"
      data-state={calendarState(status)}
      data-from-before={comesFromBefore ? "" : undefined}
      data-goes-on={goesOn ? "" : undefined}
      title={`${title}: ${windowText(from, until, timeZone)}`}
      data-narrow={lanes > 1 ? "" : undefined}
      style={{
        top,
        height,
        left: `calc(${(lane / lanes) * 100}% + 2px)`,
        width: `calc(${100 / lanes}% - 4px)`,
        paddingBlock: partPadding,
        lineHeight: `${textLine}px`,
      }}
    >
      <span className="week-time">
        <StatusGlyph status="under_maintenance" size={13} />
        {comesFromBefore ? (
          <span className="truncate">until {end}</span>
        ) : (
          <span className="truncate">
            {timeOfDay(from, timeZone)}
            <span className="week-end"> – {end}</span>
          </span>
        )}
      </span>{" "}
      <span className="week-title" style={{ WebkitLineClamp: Math.floor((height - 2 * partPadding) / textLine) - 1 }}>
        {title}
        <span className="sr-only">, {statusNames[status].toLowerCase()}</span>
      </span>
    </Link>
  );
}
