import { z } from "zod";
import { incidentImpacts, incidentStatuses, maintenanceStatuses } from "../src/features/pages/notices.ts";
import type { PageSnapshot } from "../src/features/pages/snapshot.ts";
import { componentStatuses } from "../src/lib/status.ts";

const status = z.enum(componentStatuses);
const counts = z.partialRecord(status, z.number());

const page = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  organization_name: z.string(),
  time_zone: z.string(),
  theme: z.enum(["system", "light", "dark"]),
  accent: z.string().nullable(),
  accent_dark: z.string().nullable(),
  logo_url: z.string().nullable(),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
  announcement: z.string().nullable(),
});

const component = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  kind: z.string(),
  group_id: z.string().nullable(),
  status,
  since: z.string().nullable(),
  cause: z.enum(["manual", "monitor", "incident", "maintenance", "none"]),
  uptime: z.number().nullable(),
  days: z.object({
    end: z.string(),
    statuses: z.string(),
    details: z.record(z.string(), z.object({ uptime: z.number().nullable(), seconds: counts })),
  }),
  latency: z.object({ p95_ms: z.number().nullable(), hourly_p95_ms: z.array(z.number().nullable()) }).nullable(),
});

const notice = { id: z.string(), title: z.string() };
const incidentStatus = z.enum(incidentStatuses);
const impact = z.enum(incidentImpacts);

const openIncident = z.object({
  ...notice,
  status: incidentStatus,
  impact,
  started_at: z.string(),
  next_update_at: z.string().nullable(),
  components: z.array(z.object({ id: z.string(), status })),
  steps: z.partialRecord(incidentStatus, z.string()),
  update_count: z.number(),
  updates: z.array(
    z.object({
      id: z.string(),
      status: incidentStatus,
      body: z.string(),
      is_cut: z.boolean(),
      displayed_at: z.string(),
      edited_at: z.string().nullable(),
    }),
  ),
});

const plannedMaintenance = z.object({
  ...notice,
  body: z.string(),
  is_cut: z.boolean(),
  status: z.enum(maintenanceStatuses),
  scheduled_for: z.string(),
  scheduled_until: z.string(),
  started_at: z.string().nullable(),
  component_ids: z.array(z.string()),
});

const pastIncident = z.object({
  ...notice,
  status: incidentStatus,
  impact,
  started_at: z.string(),
  resolved_at: z.string(),
  component_ids: z.array(z.string()),
  body: z.string().nullable(),
});

/** What the renderer relies on; fields it does not know pass into the JSON untouched. */
export const snapshotSchema = z.object({
  version: z.number(),
  generated_at: z.string(),
  page,
  status: z.object({
    indicator: z.enum(["none", "minor", "major", "critical", "maintenance", "unknown"]),
    status,
    description: z.string(),
    counts,
  }),
  groups: z.array(
    z.object({ id: z.string().nullable(), name: z.string().nullable(), status, component_ids: z.array(z.string()) }),
  ),
  components: z.array(component),
  incidents: z.array(openIncident),
  maintenances: z.array(plannedMaintenance),
  past: z.array(pastIncident),
}) satisfies z.ZodType<PageSnapshot>;
