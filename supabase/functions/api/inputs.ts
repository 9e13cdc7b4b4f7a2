import { z } from "zod";
import { Constants } from "../_shared/db/database.types.ts";

const {
  component_status: componentStatuses,
  incident_status: incidentStatuses,
  incident_impact: impacts,
} = Constants.public.Enums;

const Affected = z.array(z.object({ component_id: z.uuid(), status: z.enum(componentStatuses) })).max(500);
const Message = z.string().trim().min(1).max(20_000);

export const StatusChange = z.object({
  status: z.enum(componentStatuses).nullable(),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
});
export const NewIncident = z.object({
  /** Given by the caller, sending twice declares once. */
  id: z.uuid().optional(),
  title: z.string().trim().min(1).max(200),
  status: z.enum(incidentStatuses).default("investigating"),
  impact: z.enum(impacts).optional(),
  body: Message,
  components: Affected.default([]),
  notify: z.boolean().default(true),
});
export const NewUpdate = z.object({
  id: z.uuid().optional(),
  /** Of the incident as it was read; another one meanwhile is refused. */
  version: z.number().int().min(1),
  status: z.enum(incidentStatuses),
  body: Message,
  components: Affected.optional(),
  notify: z.boolean().default(true),
});
export const IncidentQuery = z.object({
  state: z.enum(["open", "all"]).default("all"),
  before: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const AuditQuery = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export type StatusChange = z.infer<typeof StatusChange>;
export type NewIncident = z.infer<typeof NewIncident>;
export type NewUpdate = z.infer<typeof NewUpdate>;
export type IncidentQuery = z.infer<typeof IncidentQuery>;
export type AuditQuery = z.infer<typeof AuditQuery>;
