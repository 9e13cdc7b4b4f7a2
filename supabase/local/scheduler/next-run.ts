import { Cron } from "croner";

const seconds = /^\s*([1-9]|[1-5][0-9])\s+seconds?\s*$/i;

/**
 * When a job of pg_cron runs next: five fields in UTC (also `@daily` and the like; `$` as the day is the month's last),
 * or `n seconds` after the last run.
 * @param after milliseconds since the epoch
 * @returns milliseconds since the epoch; undefined for schedules that never come
 */
export function nextRun(schedule: string, after: number): number | undefined {
  const interval = seconds.exec(schedule)?.[1];
  if (interval !== undefined) return after + Number(interval) * 1_000;
  if (schedule.trim().toLowerCase() === "@reboot") return undefined;
  const cron = new Cron(schedule.replace("$", "L"), { timezone: "UTC", paused: true });
  return cron.nextRun(new Date(after))?.getTime();
}
