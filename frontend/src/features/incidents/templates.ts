import { z } from "zod";
import type { IncidentImpact, IncidentStatus, Row } from "../../lib/database.ts";
import { type AffectedStatus, incidentComponentStatuses } from "./words.ts";

const Components = z.array(z.object({ component_id: z.string(), status: z.enum(incidentComponentStatuses) }));

/** A prepared incident. */
export interface IncidentTemplate {
  id: string;
  name: string;
  title: string;
  status: IncidentStatus;
  impact_override: IncidentImpact | null;
  body: string;
  components: { component_id: string; status: AffectedStatus }[];
}

type TemplateRow = Omit<IncidentTemplate, "components"> & Pick<Row<"incident_templates">, "components">;

/** Rows of the database; components of another shape are left out. */
export function readTemplates(rows: readonly TemplateRow[]): IncidentTemplate[] {
  return rows.map((row) => ({ ...row, components: Components.safeParse(row.components).data ?? [] }));
}
