import { duration } from "./format.ts";

const day = 86_400;
const space = "\u00a0";

/** How long something lasted or lasts: as `duration` up to two days, "11 d 22 h" beyond. */
export function elapsed(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 2 * day) return duration(whole);
  const hours = Math.floor((whole % day) / 3600);
  const days = `${Math.floor(whole / day)}${space}d`;
  return hours === 0 || whole >= 30 * day ? days : `${days} ${hours}${space}h`;
}
