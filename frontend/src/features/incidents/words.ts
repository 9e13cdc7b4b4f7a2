import type { IncidentImpact, IncidentStatus } from "../../lib/database.ts";
import { statusOfImpact } from "../../lib/notices.ts";
import type { ComponentStatus } from "../../lib/status.ts";

/** The four steps of an incident, in order; a postmortem comes after them. */
export const incidentSteps = [
  "investigating",
  "identified",
  "monitoring",
  "resolved",
] as const satisfies readonly IncidentStatus[];
export const incidentStatuses = [...incidentSteps, "postmortem"] as const satisfies readonly IncidentStatus[];

export const statusNames = {
  investigating: "Investigating",
  identified: "Identified",
  monitoring: "Monitoring",
  resolved: "Resolved",
  postmortem: "Postmortem",
} satisfies Record<IncidentStatus, string>;

/** Mildest first. */
export const impacts = ["none", "minor", "major", "critical"] as const satisfies readonly IncidentImpact[];

export const impactNames = {
  none: "None",
  minor: "Minor",
  major: "Major",
  critical: "Critical",
} satisfies Record<IncidentImpact, string>;

/** Statuses a component may have because of an incident. */
export const incidentComponentStatuses = [
  "operational",
  "degraded_performance",
  "partial_outage",
  "major_outage",
] as const satisfies readonly ComponentStatus[];
export type AffectedStatus = (typeof incidentComponentStatuses)[number];

/** The status as one an incident may give; what it may not give reads as operational. */
export function affectedStatus(status: ComponentStatus): AffectedStatus {
  return incidentComponentStatuses.find((candidate) => candidate === status) ?? "operational";
}

/** The impact that statuses propose. Only shown before it is stored: the database proposes by the same rule. */
export function proposedImpact(statuses: readonly ComponentStatus[]): IncidentImpact {
  return (
    impacts.findLast((impact) => impact !== "none" && statuses.some((status) => status === statusOfImpact[impact])) ??
    "none"
  );
}

/** The worse of two. */
export function worseImpact(a: IncidentImpact, b: IncidentImpact): IncidentImpact {
  return impacts.indexOf(a) >= impacts.indexOf(b) ? a : b;
}
