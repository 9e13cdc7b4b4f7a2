import { Link } from "@tanstack/react-router";
import type { MaintenanceItem } from "../queries.ts";
import { windowText } from "../words.ts";
import { MaintenanceState } from "./maintenance-state.tsx";

export interface AheadListProps {
  slug: string;
  /** Soonest first. */
  windows: readonly MaintenanceItem[];
  timeZone: string;
  now: number;
}

/** The next few windows, briefly. */
export function AheadList({ slug, windows, timeZone, now }: AheadListProps) {
  return (
    <ul>
      {windows.map((window) => (
        <li key={window.id} className="border-border border-t px-4 py-2.5 text-[13px]/5 first:border-t-0">
          <Link
            to="/orgs/$slug/maintenance/$maintenanceId"
            params={{ slug, maintenanceId: window.id }}
            className="row-link wrap-anywhere"
          >
            {window.title}
          </Link>
          <span className="block text-[12.5px]/[18px] text-text-2">
            {windowText(window.scheduled_for, window.scheduled_until, timeZone)}
          </span>
          <span className="text-[12.5px]/[18px]">
            <MaintenanceState maintenance={window} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}
