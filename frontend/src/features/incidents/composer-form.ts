import { z } from "zod";
import type { IncidentImpact, IncidentStatus } from "../../lib/database.ts";
import type { IncidentDetail } from "./queries.ts";
import {
  type AffectedStatus,
  affectedStatus,
  impacts,
  incidentComponentStatuses,
  incidentStatuses,
  proposedImpact,
  worseImpact,
} from "./words.ts";

/** What is being written: a new incident, the first words of a draft, or one more update. */
export type ComposerMode = "declare" | "publish" | "update";

const Affected = z.object({ component_id: z.string(), status: z.enum(incidentComponentStatuses) });

/** The incident as it was when writing began: what is compared when somebody else is faster. */
const Base = z.object({
  version: z.number(),
  title: z.string(),
  status: z.enum(incidentStatuses),
  impact: z.enum(impacts),
  impact_override: z.enum(impacts).nullable(),
  is_published: z.boolean(),
  is_resolved: z.boolean(),
  update_count: z.number(),
  components: z.array(Affected),
});
export type ComposerBase = z.infer<typeof Base>;

/** Choices of when the next word comes; minutes from publishing. */
export const nextUpdateChoices = ["none", "15", "30", "60", "120", "240", "at"] as const;

/** Shape of the form's values, without their rules: a draft need not be valid. */
export const ComposerShape = z.object({
  /** Chosen once and kept with the draft, so that sending again never publishes twice. */
  incident_id: z.string(),
  update_id: z.string(),
  base: Base.nullable(),
  title: z.string(),
  impact: z.enum(["auto", ...impacts]),
  status: z.enum(incidentStatuses),
  body: z.string(),
  components: z.array(Affected),
  next_update: z.enum(nextUpdateChoices),
  next_update_at: z.string(),
  started_at: z.string(),
  resolved_at: z.string(),
  runbook_url: z.string(),
  assignee_id: z.string(),
  notify: z.boolean(),
});
export type ComposerValues = z.infer<typeof ComposerShape>;

/** The rules; the database holds them too. */
export const ComposerForm = ComposerShape.superRefine((values, context) => {
  const fail = (path: keyof ComposerValues, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  const { length } = values.title.trim();
  if (length === 0) fail("title", "Say in a few words what is wrong.");
  if (length > 200) fail("title", "A title has at most 200 characters.");
  const bodyLength = values.body.trim().length;
  if (bodyLength === 0) fail("body", "Write what readers should know.");
  if (bodyLength > 20_000) fail("body", "A message has at most 20,000 characters.");
  if (values.runbook_url !== "" && !/^https?:\/\/[^\s"<>]+$/.test(values.runbook_url.trim()))
    fail("runbook_url", "A runbook is a web address: https://…");
  if (values.next_update === "at" && isOpenStatus(values.status) && !isTime(values.next_update_at))
    fail("next_update_at", "Choose a time.");
  const startedAt = values.started_at === "" ? Date.now() : Date.parse(values.started_at);
  if (startedAt > Date.now() + 60_000) fail("started_at", "An incident starts in the past.");
  const endedAt = values.resolved_at === "" ? Date.now() : Date.parse(values.resolved_at);
  if (values.base === null && values.status === "resolved" && (endedAt < startedAt || endedAt > Date.now() + 60_000))
    fail("resolved_at", "An incident ends after it started, and not in the future.");
});

/** Neither resolved nor told of afterwards. */
export function isOpenStatus(status: IncidentStatus): boolean {
  return status !== "resolved" && status !== "postmortem";
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

/** An empty form. */
export function newIncident(components: readonly ComposerValues["components"][number][] = []): ComposerValues {
  return {
    incident_id: crypto.randomUUID(),
    update_id: crypto.randomUUID(),
    base: null,
    title: "",
    impact: "auto",
    status: "investigating",
    body: "",
    components: [...components],
    next_update: "none",
    next_update_at: "",
    started_at: "",
    resolved_at: "",
    runbook_url: "",
    assignee_id: "",
    notify: true,
  };
}

/** What an update begins with: the incident as it is, and nothing said yet. A draft brings its own words. */
export function valuesOfIncident(incident: IncidentDetail, updateId: string): ComposerValues {
  const base = baseOf(incident);
  return {
    ...newIncident(base.components),
    incident_id: incident.id,
    update_id: updateId,
    base,
    title: incident.title,
    impact: incident.impact_override ?? "auto",
    status: base.is_resolved && base.is_published ? "postmortem" : incident.status,
    body: base.is_published ? "" : (incident.updates.at(-1)?.body ?? ""),
  };
}

/** What is compared and what the database is told to expect. */
export function baseOf(incident: IncidentDetail): ComposerBase {
  return {
    version: incident.version,
    title: incident.title,
    status: incident.status,
    impact: incident.impact,
    impact_override: incident.impact_override,
    is_published: incident.published_at !== null,
    is_resolved: incident.resolved_at !== null,
    update_count: incident.updates.length,
    components: incident.components
      .map(({ component_id, status }) => ({ component_id, status: affectedStatus(status) }))
      .toSorted((a, b) => a.component_id.localeCompare(b.component_id)),
  };
}

/** What writing is about, seen from where it began. */
export function modeOf({ base }: Pick<ComposerValues, "base">): ComposerMode {
  if (base === null) return "declare";
  return base.is_published ? "update" : "publish";
}

/** Whether it is declared when all is over: what shows now does not follow from it. */
export function isPastIncident(values: Pick<ComposerValues, "base" | "status">): boolean {
  return modeOf(values) === "declare" && values.status === "resolved";
}

/** Whether the components or one of their statuses differ from what is stored. */
export function hasOtherComponents({ base, components }: Pick<ComposerValues, "base" | "components">): boolean {
  if (base === null) return true;
  const text = (list: ComposerValues["components"]) =>
    JSON.stringify(list.map(({ component_id, status }) => `${component_id} ${status}`).toSorted());
  return text(base.components) !== text(components);
}

/** The impact that publishing would store. */
export function impactOf(values: Pick<ComposerValues, "base" | "impact" | "components">): IncidentImpact {
  if (values.impact !== "auto") return values.impact;
  const proposed = proposedImpact(values.components.map(({ status }) => status));
  return values.base === null ? proposed : (values.base.impact_override ?? worseImpact(values.base.impact, proposed));
}

/** When the next update is promised (ISO), seen from now. */
export function nextUpdateAt(
  values: Pick<ComposerValues, "status" | "next_update" | "next_update_at">,
  now: number,
): string | undefined {
  if (!isOpenStatus(values.status) || values.next_update === "none") return undefined;
  if (values.next_update !== "at") return new Date(now + Number(values.next_update) * 60_000).toISOString();
  return isTime(values.next_update_at) ? new Date(values.next_update_at).toISOString() : undefined;
}

/** A local time of the form as ISO; empty is undefined. */
export function isoOf(local: string): string | undefined {
  return isTime(local) ? new Date(local).toISOString() : undefined;
}

/** A status for a component that joins: what it shows now if that is bad, else a partial outage. */
export function firstStatus(now: Parameters<typeof affectedStatus>[0]): AffectedStatus {
  const status = affectedStatus(now);
  return status === "operational" ? "partial_outage" : status;
}

/** Inputs by the names the database uses in its errors. */
export const composerFields = {
  title: "title",
  body: "body",
  status: "status",
  components: "components",
  started_at: "started_at",
  resolved_at: "resolved_at",
  runbook_url: "runbook_url",
  assignee_id: "assignee_id",
} as const satisfies Record<string, keyof ComposerValues>;
