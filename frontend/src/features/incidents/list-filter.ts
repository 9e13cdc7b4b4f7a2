import type { IncidentImpact } from "../../lib/database.ts";

/** What the list's address narrows it to. */
export interface IncidentFilter {
  q?: string | undefined;
  state?: "open" | "resolved" | undefined;
  impact?: IncidentImpact | undefined;
  component?: string | undefined;
  assignee?: string | undefined;
}
