import { statusOfImpact } from "../../lib/notices.ts";
import type { ComponentStatus } from "../../lib/status.ts";

/** The four steps of an incident's track, in order; a postmortem comes after them. */
export const incidentSteps = ["investigating", "identified", "monitoring", "resolved"] as const;
export const incidentStatuses = [...incidentSteps, "postmortem"] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

export const incidentImpacts = ["none", "minor", "major", "critical"] as const;
export type IncidentImpact = (typeof incidentImpacts)[number];

export const maintenanceStatuses = ["scheduled", "in_progress", "verifying", "completed", "cancelled"] as const;
export type MaintenanceStatus = (typeof maintenanceStatuses)[number];

/** An update in a page's snapshot. */
export interface UpdateExcerpt {
  id: string;
  status: IncidentStatus;
  /** Markdown; cut when it is long. */
  body: string;
  is_cut: boolean;
  displayed_at: string;
  edited_at: string | null;
}

/** An open incident as the page's snapshot has it. */
export interface OpenIncident {
  id: string;
  title: string;
  status: IncidentStatus;
  impact: IncidentImpact;
  started_at: string;
  next_update_at: string | null;
  /** Those the page shows, in its order, each with its status during the incident. */
  components: { id: string; status: ComponentStatus }[];
  /** When each status was told first. */
  steps: Partial<Record<IncidentStatus, string>>;
  update_count: number;
  /** Newest first, at most three. */
  updates: UpdateExcerpt[];
}

/** Maintenance that runs or begins within 30 days. */
export interface PlannedMaintenance {
  id: string;
  title: string;
  /** Markdown; cut when it is long. */
  body: string;
  is_cut: boolean;
  status: MaintenanceStatus;
  scheduled_for: string;
  scheduled_until: string;
  started_at: string | null;
  component_ids: string[];
}

/** An incident that was resolved within 90 days. */
export interface PastIncident {
  id: string;
  title: string;
  status: IncidentStatus;
  impact: IncidentImpact;
  started_at: string;
  resolved_at: string;
  component_ids: string[];
  /** Beginning of its last words in Markdown; null for older ones. */
  body: string | null;
}

/** What a line in a list of days is about: an incident by its impact, or maintenance. */
export type NoticeImpact = IncidentImpact | "maintenance";

/** Shape and colour in lists of days; maintenance wears the wrench. */
export function glyphOf(impact: NoticeImpact): ComponentStatus {
  return impact === "maintenance" ? "under_maintenance" : statusOfImpact[impact];
}
