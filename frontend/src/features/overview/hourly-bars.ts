import { type ComponentStatus, dayCodeOf, severity } from "../../lib/status.ts";

export interface StatusInterval {
  component_id: string;
  status: ComponentStatus;
  started_at: string;
  /** Null = still open. */
  ended_at: string | null;
}

const hourMs = 3_600_000;
const hours = 24;

/** One letter per hour of the last 24, oldest first: the worst status that held in it. No interval = no data. */
export function hourlyCodes(intervals: readonly StatusInterval[], now: number): string {
  const start = now - hours * hourMs;
  return Array.from({ length: hours }, (_, index) => {
    const from = start + index * hourMs;
    const held = intervals.filter(
      ({ started_at, ended_at }) =>
        Date.parse(started_at) < from + hourMs && (ended_at === null || Date.parse(ended_at) > from),
    );
    return dayCodeOf(worst(held.map(({ status }) => status)));
  }).join("");
}

function worst(statuses: readonly ComponentStatus[]): ComponentStatus {
  const known = statuses.filter((status) => status !== "unknown");
  return (
    known.reduce<ComponentStatus | null>(
      (found, status) => (found === null || severity(status) > severity(found) ? status : found),
      null,
    ) ?? "unknown"
  );
}

/** "operational throughout", "2 hours with trouble", "no data" */
export function hoursInWords(codes: string): string {
  const bad = [...codes].filter((code) => "dpm".includes(code)).length;
  if (bad > 0) return `${bad} ${bad === 1 ? "hour" : "hours"} with trouble`;
  return [...codes].every((code) => code === "u") ? "no data" : "no trouble";
}
