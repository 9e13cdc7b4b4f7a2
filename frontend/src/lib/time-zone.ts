import { wallClockAt } from "@heliograph/shared/domain/wall-clock.ts";

/** The zone of this device: the dashboard's times are the reader's own. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** An instant on the clock of a zone, as a `datetime-local` field holds it: "2026-11-21T03:00". */
export function localTime(instant: string | number, timeZone: string): string {
  return wallClockAt(new Date(instant), timeZone).slice(0, 16);
}
