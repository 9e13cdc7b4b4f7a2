import type { InstanceProbe } from "./queries.ts";

export type ProbeState = "expected" | "silent" | "draining" | "reporting";

/** What a probe is at. */
export function probeState(probe: Pick<InstanceProbe, "has_reported" | "is_alive" | "draining_at">): ProbeState {
  if (!probe.has_reported) return "expected";
  if (!probe.is_alive) return "silent";
  return probe.draining_at === null ? "reporting" : "draining";
}
