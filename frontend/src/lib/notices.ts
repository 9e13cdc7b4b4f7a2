import type { IncidentImpact, MaintenanceStatus } from "./database.ts";
import type { ComponentStatus } from "./status.ts";

/** An impact wears the shape and colour of the status it amounts to. */
export const statusOfImpact = {
  none: "unknown",
  minor: "degraded_performance",
  major: "partial_outage",
  critical: "major_outage",
} as const satisfies Record<IncidentImpact, ComponentStatus>;

/** Whether work on a maintenance has begun and not ended. */
export function isRunning(status: MaintenanceStatus): boolean {
  return status === "in_progress" || status === "verifying";
}
