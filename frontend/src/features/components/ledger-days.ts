import { addDays } from "../../lib/calendar.ts";
import { type ComponentStatus, dayCodeOf } from "../../lib/status.ts";
import type { DayRow } from "./queries.ts";

/** A row of days of one component, ending today. */
export interface LedgerDays {
  /** One letter a day, oldest first. */
  statuses: string;
  /** The last letter's calendar date. */
  end: string;
  byDate: ReadonlyMap<string, DayRow>;
  /** Per cent over these days, truncated to three digits; null without data. */
  uptime: number | null;
}

/** Puts the ledger's rows of one component into `count` days that end at `today`; a day without a row is unknown. */
export function ledgerDays(rows: readonly DayRow[], today: string, count: number): LedgerDays {
  const byDate = new Map(rows.map((row) => [row.day, row]));
  const dates = Array.from({ length: count }, (_, index) => addDays(today, index - count + 1));
  const statuses = dates.map((date) => dayCodeOf(byDate.get(date)?.worst ?? "unknown")).join("");
  // The same in every row; null at run time without time in the books.
  const uptime = rows[0]?.period_uptime ?? null;
  return { statuses, end: today, byDate, uptime };
}

const shareOrder = [
  "major_outage",
  "partial_outage",
  "degraded_performance",
  "under_maintenance",
  "unknown",
  "operational",
] as const satisfies readonly ComponentStatus[];

export interface DayShare {
  status: ComponentStatus;
  seconds: number;
}

/** Seconds per status of a day, worst first. */
export function sharesOf(row: DayRow | undefined): DayShare[] {
  if (row === undefined) return [];
  return shareOrder.flatMap((status) => (row[status] > 0 ? [{ status, seconds: row[status] }] : []));
}
