import type { ComponentSnapshot, DayDetail, GroupSnapshot, PageSnapshot } from "../../src/features/pages/snapshot.ts";
import { type ComponentStatus, componentStatuses, dayCodeOf, severity } from "../../src/lib/status.ts";

/** A fictional payments company: thirteen components in three groups, ninety days with some trouble. For tests only. */
const end = "2026-11-21";
const generatedAt = "2026-11-21T02:25:08.123Z";
const dayMs = 86_400_000;

interface Trouble {
  /** Days before today. */
  ago: number;
  status: ComponentStatus;
  minutes: number;
}

interface ComponentPlan {
  name: string;
  description?: string;
  uptime: number | null;
  p95: number | null;
  status?: ComponentStatus;
  trouble?: Trouble[];
  /** Days at the beginning without data. */
  young?: number;
}

const plans: [string, ComponentPlan[]][] = [
  [
    "Payments",
    [
      {
        name: "Card authorisation",
        description: "Online and in-store card payments, 3-D Secure included.",
        uptime: 99.953,
        p95: 212,
        trouble: [
          { ago: 72, status: "partial_outage", minutes: 31 },
          { ago: 51, status: "major_outage", minutes: 42 },
          { ago: 29, status: "degraded_performance", minutes: 72 },
        ],
      },
      {
        name: "Wallets",
        description: "Apple Pay and Google Pay.",
        uptime: 99.931,
        p95: 231,
        trouble: [{ ago: 51, status: "major_outage", minutes: 42 }],
      },
      {
        name: "SEPA and bank transfers",
        uptime: 99.874,
        p95: 388,
        trouble: [
          { ago: 19, status: "degraded_performance", minutes: 40 },
          { ago: 18, status: "partial_outage", minutes: 55 },
        ],
      },
      {
        name: "Payouts",
        uptime: 99.981,
        p95: 156,
        trouble: [{ ago: 61, status: "degraded_performance", minutes: 25 }],
      },
      { name: "Refunds and disputes", uptime: 100, p95: 143 },
    ],
  ],
  [
    "Platform",
    [
      {
        name: "REST API",
        uptime: 99.982,
        p95: 87,
        trouble: [
          { ago: 72, status: "partial_outage", minutes: 12 },
          { ago: 18, status: "degraded_performance", minutes: 20 },
        ],
      },
      {
        name: "Webhook delivery",
        uptime: 99.904,
        p95: 410,
        trouble: [
          { ago: 34, status: "degraded_performance", minutes: 30 },
          { ago: 33, status: "degraded_performance", minutes: 90 },
          { ago: 6, status: "degraded_performance", minutes: 52 },
        ],
      },
      {
        name: "Merchant dashboard",
        uptime: 99.991,
        p95: 304,
        trouble: [{ ago: 6, status: "degraded_performance", minutes: 28 }],
      },
      {
        name: "Sign-in and SSO",
        uptime: 99.967,
        p95: 119,
        trouble: [{ ago: 51, status: "major_outage", minutes: 42 }],
      },
      {
        name: "Reporting and exports",
        uptime: 99.972,
        p95: null,
        status: "under_maintenance",
        trouble: [
          { ago: 40, status: "under_maintenance", minutes: 120 },
          { ago: 12, status: "under_maintenance", minutes: 150 },
        ],
      },
    ],
  ],
  [
    "Points of sale",
    [
      {
        name: "Terminal network, EU",
        uptime: 99.925,
        p95: 176,
        trouble: [
          { ago: 72, status: "partial_outage", minutes: 48 },
          { ago: 29, status: "degraded_performance", minutes: 66 },
        ],
      },
      {
        name: "Terminal network, UK",
        uptime: 99.993,
        p95: 168,
        trouble: [{ ago: 72, status: "partial_outage", minutes: 9 }],
      },
      {
        name: "Terminal firmware updates",
        uptime: 100,
        p95: 92,
        young: 10,
        trouble: [{ ago: 25, status: "under_maintenance", minutes: 60 }],
      },
    ],
  ],
];

export interface NorthwindOptions {
  version?: number;
  slug?: string;
  /** Current status by component name; the rest keep their plan's. */
  statuses?: Partial<Record<string, ComponentStatus>>;
  isEmpty?: boolean;
  announcement?: string;
  logoUrl?: string;
  /** Repeats the plan until there are so many components. */
  size?: number;
}

/** A page's snapshot as the database builds it: Northwind Payments, 13 components in three groups. */
export function northwind(options: NorthwindOptions = {}): PageSnapshot {
  const { version = 12, slug = "northwind", statuses = {}, isEmpty = false } = options;
  const components: ComponentSnapshot[] = [];
  const groups: GroupSnapshot[] = [];
  const rounds = Math.ceil((options.size ?? 13) / 13);
  for (let round = 0; round < rounds && !isEmpty; round += 1) {
    for (const [groupName, members] of plans) {
      const suffix = round === 0 ? "" : ` ${round + 1}`;
      const id = `group-${groups.length + 1}`;
      const room = (options.size ?? 13) - components.length;
      const made = members.slice(0, room).map((plan) => {
        const name = plan.name + suffix;
        return makeComponent(
          { ...plan, name },
          id,
          statuses[name] ?? plan.status ?? "operational",
          name.length + round,
        );
      });
      if (made.length === 0) continue;
      components.push(...made);
      groups.push({
        id,
        name: groupName + suffix,
        status: worst(made),
        component_ids: made.map((component) => component.id),
      });
    }
  }
  const overall = worst(components);
  const counts: Partial<Record<ComponentStatus, number>> = {};
  for (const { status } of components) counts[status] = (counts[status] ?? 0) + 1;
  // As in the reference picture: maintenance of one component leaves the whole calm.
  const isCalm = severity(overall) <= severity("under_maintenance") && overall !== "unknown";
  return {
    version,
    generated_at: generatedAt,
    page: {
      id: "5f2c1f0e-6d0f-4f6e-9b53-0f7f6c1f8a01",
      slug,
      title: "Northwind Payments",
      description: null,
      organization_name: "Northwind",
      time_zone: "Europe/Berlin",
      theme: "system",
      accent: null,
      accent_dark: null,
      logo_url: options.logoUrl ?? null,
      links: [{ label: "northwind.example", url: "https://northwind.example/" }],
      announcement: options.announcement ?? null,
    },
    status: {
      indicator: isCalm ? "none" : indicatorOf(overall),
      status: isCalm ? "operational" : overall,
      description: "",
      counts,
    },
    groups,
    components,
    incidents: [],
    maintenances: [],
    past: [],
  };
}

function makeComponent(plan: ComponentPlan, groupId: string, status: ComponentStatus, seed: number): ComponentSnapshot {
  const codes: string[] = Array.from({ length: 90 }, (_, index) => (index < (plan.young ?? 0) ? "u" : "o"));
  const details: Record<string, DayDetail> = {};
  const trouble = [...(plan.trouble ?? [])];
  if (status !== "operational" && status !== "unknown") trouble.push({ ago: 0, status, minutes: 38 });
  for (const day of trouble) {
    codes[89 - day.ago] = dayCodeOf(day.status);
    const date = new Date(Date.parse(`${end}T12:00:00Z`) - day.ago * dayMs).toISOString().slice(0, 10);
    const whole = day.ago === 0 ? 205 : 1440;
    const weight = { major_outage: 1, partial_outage: 0.3 }[
      day.status === "partial_outage" ? "partial_outage" : "major_outage"
    ];
    const isCounted = day.status === "major_outage" || day.status === "partial_outage";
    details[date] = {
      uptime: isCounted ? Math.floor((10_000 * (whole - weight * day.minutes)) / whole) / 100 : 100,
      seconds: { [day.status]: day.minutes * 60, operational: (whole - day.minutes) * 60 },
    };
  }
  const isBad = severity(status) >= severity("degraded_performance");
  const p95 = plan.p95 === null ? null : isBad ? plan.p95 * 8.7 : plan.p95;
  const hourly = Array.from({ length: 24 }, (_, hour) => {
    if (p95 === null || plan.p95 === null) return null;
    const noise = 1 + 0.16 * Math.sin(hour * 1.7 + seed) + 0.08 * Math.sin(hour * 4.3 + seed * 2);
    return Math.round((hour > 21 && isBad ? p95 : plan.p95) * noise);
  });
  return {
    id: `component-${plan.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
    name: plan.name,
    description: plan.description ?? null,
    kind: "website",
    group_id: groupId,
    status,
    since: status === "operational" ? "2026-11-15T09:04:00.000Z" : "2026-11-21T01:47:00.000Z",
    cause: status === "under_maintenance" ? "maintenance" : "monitor",
    uptime: plan.uptime,
    days: { end, statuses: codes.join(""), details },
    latency: p95 === null ? null : { p95_ms: Math.round(p95), hourly_p95_ms: hourly },
  };
}

function worst(components: readonly ComponentSnapshot[]): ComponentStatus {
  return components.reduce<ComponentStatus>(
    (found, { status }) => (severity(status) > severity(found) ? status : found),
    componentStatuses[0],
  );
}

function indicatorOf(status: ComponentStatus): PageSnapshot["status"]["indicator"] {
  const indicators = {
    operational: "none",
    unknown: "unknown",
    under_maintenance: "maintenance",
    degraded_performance: "minor",
    partial_outage: "major",
    major_outage: "critical",
  } as const;
  return indicators[status];
}

/** The reference picture's bad night. */
export const badNight = {
  "Card authorisation": "partial_outage",
  "Terminal network, EU": "partial_outage",
  Wallets: "degraded_performance",
  "Webhook delivery": "degraded_performance",
} as const satisfies Record<string, ComponentStatus>;

export const northwindLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1b3550"/><path d="M10 23V9.5l11.5 13V10" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="23" cy="8.6" r="2.2" fill="#f2b84b"/></svg>`;
