/** A probe that has said nothing for so long is silent. */
const silentAfterMs = 60_000;

export type ProbeState = "expected" | "silent" | "draining" | "reporting";

/**
 * What a probe is at.
 * @param now ms since the epoch
 */
export function probeState(probe: { last_seen_at: string; draining_at: string | null }, now: number): ProbeState {
  const seenAt = Date.parse(probe.last_seen_at);
  // A name that is kept for a probe has never reported.
  if (seenAt <= 0) return "expected";
  if (now - seenAt > silentAfterMs) return "silent";
  return probe.draining_at === null ? "reporting" : "draining";
}
