import { randomUUID } from "node:crypto";
import type { BenchStack } from "./stack.ts";

export interface MonitorOptions {
  readonly count: number;
  readonly intervalSeconds: number;
  /** Address every path is appended to. */
  readonly targetUrl: string;
  /** Region whose probes are asked; another than `local` keeps the stack's own probe away. */
  readonly region?: string;
}

const perOrganization = 1_000;
const perPage = 50;

/** The organizations made, each with a page of its first 50 components. */
export interface MadeMonitors {
  readonly organizationIds: readonly string[];
  readonly scheduleIds: readonly number[];
}

/**
 * Makes monitors as a busy instance has them: organizations of 1,000, a component and a path for each monitor, two
 * criteria, two of three confirmations, and a page with 50 of the components.
 */
export async function makeMonitors(stack: BenchStack, options: MonitorOptions): Promise<MadeMonitors> {
  const { sql } = stack;
  const { region = "local" } = options;
  await sql`insert into public.regions (id, name) values (${region}, ${region}) on conflict do nothing`;
  const organizationIds: string[] = [];
  for (let made = 0; made < options.count; made += perOrganization) {
    const organizationId = randomUUID();
    const slug = `bench-${organizationIds.length}`;
    const count = Math.min(perOrganization, options.count - made);
    await sql.begin(async (transaction) => {
      await transaction`insert into public.organizations (id, name, slug) values (${organizationId}, ${slug}, ${slug})`;
      await transaction`
        insert into private.network_allowances (organization_id, network, reason)
        values (${organizationId}, '127.0.0.0/8', 'The bench watches this machine.')`;
      await transaction`
        insert into public.components (organization_id, name, position)
        select ${organizationId}, 'Component ' || n, n from generate_series(1, ${count}) n`;
      await transaction`
        insert into public.monitors (organization_id, component_id, name, kind, config, interval_seconds, timeout_ms, region_ids,
          criteria, confirmations, confirmation_window)
        select c.organization_id, c.id, c.name, 'http', jsonb_build_object('url', ${options.targetUrl}::text || '/' || c.id),
          ${options.intervalSeconds}, 10000, ${[region]}, ${transaction.json(criteria)}, 2, 3
        from public.components c where c.organization_id = ${organizationId}`;
      await transaction`insert into public.status_pages (organization_id, slug, title) values (${organizationId}, ${slug}, ${slug})`;
      await transaction`
        insert into public.status_page_components (status_page_id, component_id, organization_id)
        select p.id, c.id, c.organization_id
        from public.status_pages p join public.components c on c.organization_id = p.organization_id
        where p.organization_id = ${organizationId} and c.position <= ${perPage}`;
    });
    organizationIds.push(organizationId);
  }
  await sql`analyze`;
  const rows = await sql<{ id: number }[]>`
    select s.id from private.schedule s join public.monitors m on m.id = s.monitor_id
    where m.organization_id = any (${organizationIds}) order by s.id`;
  return { organizationIds, scheduleIds: rows.map((row) => row.id) };
}

/** What the dashboard suggests for a new http monitor: failing is an outage, slow is degraded. */
const criteria = [
  { status: "major_outage", conditions: [{ metric: "up", operator: "eq", value: false }] },
  { status: "degraded_performance", conditions: [{ metric: "latency_ms", operator: "gt", value: 800 }] },
];
