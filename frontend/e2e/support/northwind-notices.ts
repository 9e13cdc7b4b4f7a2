import type { OpenIncident, PastIncident, PlannedMaintenance } from "../../src/features/pages/notices.ts";
import type { PageSnapshot } from "../../src/features/pages/snapshot.ts";

/** Incidents and maintenance of the fictional payments company, as the reference pictures have them. For tests only. */
const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const ids = {
  declines: uuid(1),
  webhooks: uuid(2),
  dashboard: uuid(3),
  certificate: uuid(4),
  upgrade: uuid(11),
  keys: uuid(12),
  unknown: uuid(99),
} as const;

const componentId = (name: string) => `component-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

const hit = [
  ["Card authorisation", "partial_outage"],
  ["Terminal network, EU", "partial_outage"],
  ["Wallets", "degraded_performance"],
  ["Webhook delivery", "degraded_performance"],
] as const;

const updates = [
  {
    id: uuid(103),
    status: "identified",
    body: "One of two acquirer links in Frankfurt drops about 18 % of authorisation requests. We are moving EU traffic to the **Dublin link** now; declines should fall within ten minutes. Payments that were declined can be retried safely.",
    displayed_at: "2026-11-21T02:22:00+00:00",
    edited_at: null,
  },
  {
    id: uuid(102),
    status: "identified",
    body: "Declines are limited to cards routed through Frankfurt. UK and US traffic is unaffected.",
    displayed_at: "2026-11-21T02:08:00+00:00",
    edited_at: "2026-11-21T02:12:00+00:00",
  },
  {
    id: uuid(101),
    status: "investigating",
    body: "We see more declined card payments than usual in the EU since 02:47 and are looking for the cause.\n\n- <img src=x onerror=alert(1)>\n- [status](https://status.example/)",
    displayed_at: "2026-11-21T01:51:00+00:00",
    edited_at: null,
  },
] as const satisfies readonly Omit<OpenIncident["updates"][number], "is_cut">[];

const declines: OpenIncident = {
  id: ids.declines,
  title: "Elevated card declines in the EU",
  status: "identified",
  impact: "major",
  started_at: "2026-11-21T01:47:00+00:00",
  next_update_at: "2026-11-21T02:45:00+00:00",
  components: hit.map(([name, status]) => ({ id: componentId(name), status })),
  steps: { investigating: "2026-11-21T01:51:00+00:00", identified: "2026-11-21T02:08:00+00:00" },
  update_count: 3,
  updates: updates.map((update) => ({ ...update, is_cut: false })),
};

const maintenances: PlannedMaintenance[] = [
  {
    id: ids.upgrade,
    title: "Reporting database upgrade",
    body: "Exports queue up and are delivered when the upgrade ends. Payments are not involved.",
    is_cut: false,
    status: "in_progress",
    scheduled_for: "2026-11-21T01:00:00+00:00",
    scheduled_until: "2026-11-21T03:30:00+00:00",
    started_at: "2026-11-21T01:00:00+00:00",
    component_ids: [componentId("Reporting and exports")],
  },
  {
    id: ids.keys,
    title: "Key rotation for 3-D Secure",
    body: "Up to two 30-second interruptions of card authorisation. Retries succeed; no action is needed.",
    is_cut: false,
    status: "scheduled",
    scheduled_for: "2026-11-25T22:00:00+00:00",
    scheduled_until: "2026-11-25T22:40:00+00:00",
    started_at: null,
    component_ids: [componentId("Card authorisation"), componentId("Wallets")],
  },
];

const past: PastIncident[] = [
  {
    id: ids.webhooks,
    title: "Webhook deliveries delayed",
    status: "resolved",
    impact: "minor",
    started_at: "2026-11-15T08:12:00+00:00",
    resolved_at: "2026-11-15T09:04:00+00:00",
    component_ids: [componentId("Webhook delivery")],
    body: "A stuck queue consumer was replaced and all 1.3 million delayed events were delivered in order. Nothing was lost.",
  },
  {
    id: ids.dashboard,
    title: "Merchant dashboard slow to load",
    status: "resolved",
    impact: "minor",
    started_at: "2026-11-15T08:30:00+00:00",
    resolved_at: "2026-11-15T08:58:00+00:00",
    component_ids: [componentId("Merchant dashboard")],
    body: "Resolved together with the webhook delay; both share one cache cluster.",
  },
  {
    id: ids.certificate,
    title: "Gateway certificate expired",
    status: "postmortem",
    impact: "critical",
    started_at: "2026-10-01T06:00:00+00:00",
    resolved_at: "2026-10-01T06:42:00+00:00",
    component_ids: ["Card authorisation", "Wallets", "Sign-in and SSO"].map(componentId),
    body: null,
  },
];

/** The snapshot of the pictures' night. */
export function withNotices(snapshot: PageSnapshot): PageSnapshot {
  return { ...snapshot, incidents: [declines], maintenances, past };
}

/** What the database's functions answer about those. */
export const noticeRows: Record<string, readonly Record<string, unknown>[]> = {
  [`page_incident ${ids.declines}`]: [
    {
      ...pick(declines),
      resolved_at: null,
      updated_at: "2026-11-21T02:22:00+00:00",
      components: hit.map(([name, status]) => ({ id: componentId(name), name, status, worst: status })),
      updates: updates.map((update) => ({ ...update, components: [] })),
    },
  ],
  [`page_incident ${ids.certificate}`]: [
    {
      id: ids.certificate,
      title: "Gateway certificate expired",
      status: "postmortem",
      impact: "critical",
      started_at: "2026-10-01T06:00:00+00:00",
      resolved_at: "2026-10-01T06:42:00+00:00",
      next_update_at: null,
      updated_at: "2026-10-03T12:00:00+00:00",
      components: ["Card authorisation", "Wallets"].map((name) => ({
        id: componentId(name),
        name,
        status: "operational",
        worst: "major_outage",
      })),
      updates: [
        told(
          203,
          "postmortem",
          "# What happened\n\nA certificate ran out.\n\n# What we changed\n\n1. Renewal is watched.\n2. `tls.days_left` alarms at 21.",
          "2026-10-03T10:00:00+00:00",
        ),
        told(202, "resolved", "The new certificate is in place everywhere.", "2026-10-01T06:42:00+00:00"),
        told(201, "investigating", "All card payments fail.", "2026-10-01T06:05:00+00:00"),
      ],
    },
  ],
  [`page_maintenance ${ids.keys}`]: [
    {
      ...maintenances[1],
      ended_at: null,
      updated_at: "2026-11-20T10:00:00+00:00",
      components: [
        { id: componentId("Card authorisation"), name: "Card authorisation", status: "partial_outage" },
        { id: componentId("Wallets"), name: "Wallets", status: "degraded_performance" },
      ],
      updates: [],
    },
  ],
  "page_history 2026-11-01": [
    line("incident", declines, null, "identified", "One of two acquirer links in Frankfurt drops requests."),
    ...past.slice(0, 2).map((incident) => line("incident", incident, incident.resolved_at, "resolved", incident.body)),
    ...maintenances.map((one) => ({
      kind: "maintenance",
      id: one.id,
      title: one.title,
      status: one.status,
      impact: "none",
      starts_at: one.scheduled_for,
      ends_at: one.scheduled_until,
      component_ids: one.component_ids,
      body: one.body,
    })),
  ],
  "page_history 2026-10-01": past
    .slice(2)
    .map((incident) =>
      line("incident", incident, incident.resolved_at, "postmortem", "The new certificate is in place."),
    ),
};

function told(number: number, status: string, body: string, at: string) {
  return { id: uuid(number), status, body, displayed_at: at, edited_at: null, components: [] };
}

function pick({ id, title, status, impact, started_at, next_update_at }: OpenIncident) {
  return { id, title, status, impact, started_at, next_update_at };
}

function line(
  kind: "incident",
  incident: OpenIncident | PastIncident,
  endsAt: string | null,
  status: string,
  body: string | null,
) {
  const { id, title, impact, started_at } = incident;
  const componentIds = "component_ids" in incident ? incident.component_ids : incident.components.map((one) => one.id);
  return { kind, id, title, status, impact, starts_at: started_at, ends_at: endsAt, component_ids: componentIds, body };
}
