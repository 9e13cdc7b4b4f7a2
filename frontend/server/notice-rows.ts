import { markdownToHtml } from "@heliograph/shared/domain/markdown.ts";
import { z } from "zod";
import { markdownBelowTitle, markdownToText } from "../src/features/pages/markdown-text.ts";
import type { HistoryEntry, IncidentBody, MaintenanceBody, NoticeFrame } from "../src/features/pages/notice-bodies.ts";
import { incidentImpacts, incidentStatuses, maintenanceStatuses } from "../src/features/pages/notices.ts";
import { componentStatuses } from "../src/lib/status.ts";

/** As much of a text as goes into a description. */
const summaryLength = 300;

const status = z.enum(componentStatuses);
const incidentStatus = z.enum(incidentStatuses);
const maintenanceStatus = z.enum(maintenanceStatuses);
const impact = z.enum(incidentImpacts);
const text = { id: z.string(), title: z.string() };
const update = { id: z.string(), body: z.string(), displayed_at: z.string() };

/** The row of `page_incident`. */
export const incidentRow = z.object({
  ...text,
  status: incidentStatus,
  impact,
  started_at: z.string(),
  resolved_at: z.string().nullable(),
  next_update_at: z.string().nullable(),
  components: z.array(z.object({ id: z.string(), name: z.string(), status, worst: status })),
  updates: z.array(z.object({ ...update, status: incidentStatus, edited_at: z.string().nullable() })),
});

/** The row of `page_maintenance`. */
export const maintenanceRow = z.object({
  ...text,
  body: z.string(),
  status: maintenanceStatus,
  scheduled_for: z.string(),
  scheduled_until: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  updated_at: z.string(),
  components: z.array(z.object({ id: z.string(), name: z.string(), status })),
  updates: z.array(z.object({ ...update, status: maintenanceStatus, edited_at: z.string().nullable() })),
});

export type MaintenanceRow = z.infer<typeof maintenanceRow>;

/** A row of `page_history`. */
export const historyRow = z.object({
  ...text,
  kind: z.enum(["incident", "maintenance"]),
  status: z.enum([...incidentStatuses, ...maintenanceStatuses]),
  impact,
  starts_at: z.string(),
  ends_at: z.string().nullable(),
  component_ids: z.array(z.string()),
  body: z.string().nullable(),
});

/** What readers of an incident's page get: its Markdown rendered here, once, and not in every browser. */
export function incidentBody(row: z.infer<typeof incidentRow>, frame: NoticeFrame): IncidentBody {
  const { updates, ...facts } = row;
  return {
    ...frame,
    kind: "incident",
    ...facts,
    updates: updates.map(({ body, ...rest }) => ({
      ...rest,
      html: rest.status === "postmortem" ? markdownBelowTitle(body) : markdownToHtml(body),
    })),
    summary: shortened(markdownToText(updates[0]?.body ?? "")),
  };
}

/** What readers of a maintenance's page get. */
export function maintenanceBody(row: MaintenanceRow, frame: NoticeFrame): MaintenanceBody {
  const { updates, body, updated_at: _, ...facts } = row;
  return {
    ...frame,
    kind: "maintenance",
    ...facts,
    html: markdownBelowTitle(body),
    updates: updates.map(({ body: told, ...rest }) => ({ ...rest, html: markdownToHtml(told) })),
    summary: shortened(markdownToText(body)),
  };
}

/** A line of the history. */
export function historyEntry({ body, ...row }: z.infer<typeof historyRow>): HistoryEntry {
  return { ...row, summary: body === null ? "" : markdownToText(body) };
}

function shortened(whole: string): string {
  return whole.length <= summaryLength ? whole : `${whole.slice(0, summaryLength).replace(/\S*$/, "").trimEnd()} …`;
}
