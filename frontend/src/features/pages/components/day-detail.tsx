import { addDays } from "../../../lib/calendar.ts";
import { dayFull, dayLong, duration, percent } from "../../../lib/format.ts";
import { type ComponentStatus, severity, statusOfDayCode } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import type { DayHistory } from "../snapshot.ts";

export interface Day {
  /** Calendar date. */
  date: string;
  status: ComponentStatus;
  /** Null = no data, or not known yet for today. */
  uptime: number | null;
  /** Worst first; empty when nothing is known beyond the status. */
  shares: { status: ComponentStatus; seconds: number }[];
}

/** One day of a component's history; `index` counts from the oldest day. */
export function dayAtIndex(days: DayHistory, index: number): Day {
  const date = addDays(days.end, index - days.statuses.length + 1);
  const status = statusOfDayCode(days.statuses.charAt(index));
  const detail = days.details[date];
  if (detail === undefined) return { date, status, uptime: status === "operational" ? 100 : null, shares: [] };
  const shares: Day["shares"] = [];
  for (const key of [
    "major_outage",
    "partial_outage",
    "degraded_performance",
    "under_maintenance",
    "unknown",
    "operational",
  ] as const) {
    const seconds = detail.seconds[key] ?? 0;
    if (seconds > 0) shares.push({ status: key, seconds });
  }
  return { date, status, uptime: detail.uptime, shares };
}

/** Days with more to tell than "operational" or "no data", newest first. */
export function troubledDays(days: DayHistory): Day[] {
  return Array.from(days.statuses, (_, index) => dayAtIndex(days, index))
    .filter(({ status }) => severity(status) > severity("unknown"))
    .reverse();
}

/** "1 October: major outage, 42 min, 1 incident" */
export function dayInWords({ date, status, shares }: Day, incidentCount = 0): string {
  const worst = shares.find((share) => share.status === status);
  const time = worst === undefined || status === "operational" ? null : duration(worst.seconds);
  const day = strings.bars.day(dayLong(date), strings.statusInSentence[status], time);
  return incidentCount === 0 ? day : `${day}, ${strings.bars.incidents(incidentCount)}`;
}

/** The card of one day: date, uptime, time per status. */
export function DayDetailCard({ day, isToday }: { day: Day; isToday: boolean }) {
  const shares = day.shares.length > 0 ? day.shares : [{ status: day.status, seconds: null }];
  return (
    <>
      <div className="flex justify-between gap-3 text-[13px] font-semibold">
        <span>{dayFull(day.date)}</span>
        <span>{day.uptime === null ? strings.row.noUptime : percent(day.uptime)}</span>
      </div>
      {shares.map(({ status, seconds }) => (
        <div className="detail-line" key={status}>
          <StatusBadge status={status} />
          {seconds === null ? null : <span className="text-text-2">{duration(seconds)}</span>}
        </div>
      ))}
      {isToday ? <p className="mt-2 text-[12.5px] text-text-3">{strings.bars.soFar}</p> : null}
    </>
  );
}
