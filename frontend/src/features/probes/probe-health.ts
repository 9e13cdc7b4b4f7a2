/** A probe that has said nothing for so long is silent: it reports every few seconds. */
export const silentAfterMs = 60_000;

/** @param now ms since the epoch */
export function isSilent(probe: { last_seen_at: string }, now: number): boolean {
  return now - Date.parse(probe.last_seen_at) > silentAfterMs;
}
