import type { InstanceProbe } from "./queries.ts";

export type ProbeState = "expected" | "silent" | "draining" | "reporting";

/** What a probe is at. */
export function probeState(probe: Pick<InstanceProbe, "last_seen_at" | "is_alive" | "draining_at">): ProbeState {
  // A name that is kept for a probe has never reported.
  if (Date.parse(probe.last_seen_at) <= 0) return "expected";
  if (!probe.is_alive) return "silent";
  return probe.draining_at === null ? "reporting" : "draining";
}
