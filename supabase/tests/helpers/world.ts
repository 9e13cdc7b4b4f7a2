import type { TestDatabase, TestIdentity, TestUser } from "./test-database.ts";

export const roles = ["viewer", "auditor", "operator", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** Two organizations that know nothing of each other. */
export interface World {
  readonly organizationId: string;
  readonly members: Readonly<Record<Role, TestUser>>;
  /** Admin of the other organization. */
  readonly outsider: TestUser;
  readonly otherOrganizationId: string;
  readonly groupId: string;
  readonly componentId: string;
  /** On no page, and needed by nothing. */
  readonly otherComponentId: string;
  /** An incident of `componentId` with one update that was edited, a note of the editor, and a template. */
  readonly incidentId: string;
  /** A maintenance of `componentId` with one update, and a series. */
  readonly maintenanceId: string;
  readonly monitorId: string;
  readonly scheduleId: number;
  readonly publicPageId: string;
  readonly publicPageSlug: string;
  readonly privatePageId: string;
  readonly regionId: string;
  readonly probeId: string;
  /** Topic that the organization's dashboards share now. */
  readonly topic: string;
}

let sequence = 0;

/** A name that no other test of the file has used. */
export function unique(prefix: string): string {
  sequence += 1;
  return `${prefix}-${sequence}-${process.pid}`;
}

/** An organization with an admin, written through the same RPC the dashboard calls. */
export async function makeOrganization(db: TestDatabase, admin: TestUser, slug = unique("org")): Promise<string> {
  return asCommitted(db, admin.claims, async (sql) => {
    const [row] = await sql<{ id: string }[]>`select id from public.create_organization(${slug}, ${slug})`;
    return required(row).id;
  });
}

export interface ComponentOptions {
  readonly name?: string;
  readonly groupId?: string;
  /** A page that shows it. */
  readonly pageId?: string;
}

/** The page an organization began with. */
export async function firstPageOf(
  db: TestDatabase,
  organizationId: string,
): Promise<{ readonly id: string; readonly slug: string }> {
  const [row] = await db.sql<{ id: string; slug: string }[]>`
    select id, slug from public.status_pages where organization_id = ${organizationId} order by created_at limit 1`;
  return required(row);
}

/** A component, of a group and on a page if they are given. */
export async function makeComponent(
  db: TestDatabase,
  organizationId: string,
  options: ComponentOptions = {},
): Promise<string> {
  const [row] = await db.sql<{ id: string }[]>`
    insert into public.components (organization_id, name, group_id)
    values (${organizationId}, ${options.name ?? unique("component")}, ${options.groupId ?? null}) returning id`;
  const { id } = required(row);
  if (options.pageId !== undefined) {
    await db.sql`
      insert into public.status_page_components (status_page_id, component_id, organization_id)
      values (${options.pageId}, ${id}, ${organizationId})`;
  }
  return id;
}

export interface MonitorOptions {
  readonly kind?: "http" | "tcp" | "ping" | "dns" | "tls" | "heartbeat";
  readonly intervalSeconds?: number;
  readonly timeoutMs?: number;
  readonly criteria?: readonly object[];
  readonly confirmations?: number;
  readonly confirmationWindow?: number;
  readonly regions?: readonly string[];
  readonly config?: Readonly<Record<string, string | number>>;
}

/** A monitor and the schedule rows its regions got, in the order of the regions. */
export async function makeMonitor(
  db: TestDatabase,
  organizationId: string,
  componentId: string,
  options: MonitorOptions = {},
): Promise<{ readonly id: string; readonly scheduleIds: readonly number[] }> {
  const [row] = await db.sql<{ id: string }[]>`
    insert into public.monitors (organization_id, component_id, name, kind, config, interval_seconds, timeout_ms, region_ids, criteria,
      confirmations, confirmation_window)
    values (${organizationId}, ${componentId}, ${unique("monitor")}, ${options.kind ?? "http"}, ${db.sql.json(options.config ?? {})},
      ${options.intervalSeconds ?? 60}, ${options.timeoutMs ?? 10_000}, ${[...(options.regions ?? ["local"])]},
      ${db.sql.json((options.criteria ?? []).map((rule) => ({ ...rule })))}, ${options.confirmations ?? 1}, ${options.confirmationWindow ?? 1})
    returning id`;
  const { id } = required(row);
  const schedule = await db.sql<
    { id: number }[]
  >`select id from private.schedule where monitor_id = ${id} order by region_id`;
  return { id, scheduleIds: schedule.map((entry) => entry.id) };
}

/** A registered probe of a region, alive from now on. @returns its id */
export async function makeProbe(
  db: TestDatabase,
  region = "local",
  kinds: readonly string[] = ["http", "tcp", "ping", "dns", "tls"],
): Promise<string> {
  return asCommitted(db, "service_role", async (sql) => {
    const [row] = await sql<
      { id: string }[]
    >`select public.register_probe(${unique("probe")}, ${region}, ${[...kinds]}::public.check_kind[], '1.0.0') as id`;
    return required(row).id;
  });
}

/** A resolved incident and a maintenance to come, each with everything that hangs on it, written as an editor does. */
async function makeNotices(
  db: TestDatabase,
  organizationId: string,
  editor: TestUser,
  componentId: string,
): Promise<{ incidentId: string; maintenanceId: string }> {
  return asCommitted(db, editor.claims, async (sql) => {
    const components = sql.json([{ component_id: componentId, status: "major_outage" }]);
    const [incidentId, updateId, maintenanceId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await sql`
      select public.declare_incident(${organizationId}, ${incidentId}, ${updateId}, 'Cards declined', 'resolved', 'It was the cable.', ${components},
        started_at => now(), notify => false)`;
    await sql`select public.edit_incident_update(${updateId}, 1, 'It was the fibre.', now())`;
    await sql`insert into public.incident_notes (incident_id, organization_id, body) values (${incidentId}, ${organizationId}, 'Ask the carrier')`;
    await sql`
      insert into public.incident_templates (organization_id, name, title, components)
      values (${organizationId}, 'Carrier', 'Carrier down', ${components})`;
    await sql`
      select public.schedule_maintenance(${organizationId}, ${maintenanceId}, 'Upgrade', 'Of the database', now() + interval '10 days',
        now() + interval '10 days 1 hour', array[${componentId}]::uuid[], notify => false)`;
    await sql`select public.post_maintenance_update(${maintenanceId}, ${crypto.randomUUID()}, 1, 'scheduled', 'Still on', false)`;
    await sql`
      select public.save_maintenance_series(${organizationId}, ${crypto.randomUUID()}, 'FREQ=WEEKLY', 'Europe/Berlin', localtimestamp, 60, 'Weekly')`;
    return { incidentId, maintenanceId };
  });
}

/** Two rules that are off, one of a component and one of its monitor, and their contact. */
async function makeAlertRules(
  db: TestDatabase,
  organizationId: string,
  editor: TestUser,
  componentId: string,
  monitorId: string,
): Promise<void> {
  await asCommitted(db, editor.claims, async (sql) => {
    const contactId = crypto.randomUUID();
    await sql`select public.save_alert_contact(${organizationId}, ${contactId}, 'Editor', 'email', user_id => ${editor.id})`;
    for (const scope of ["components", "monitors"])
      await sql`
        select public.save_alert_rule(${organizationId}, ${crypto.randomUUID()}, null, 'Rule', ${scope}, array[${componentId}]::uuid[], array[${monitorId}]::uuid[],
          '{major_outage}', ${sql.json([{ after_minutes: 0, contact_ids: [contactId] }])}, true, false)`;
  });
}

/** One of everything in one organization, members of every role, and an outsider. */
export async function makeWorld(db: TestDatabase): Promise<World> {
  const admin = await db.createUser();
  const organizationId = await makeOrganization(db, admin);
  const members: Record<Role, TestUser> = { admin, viewer: admin, auditor: admin, operator: admin, editor: admin };
  for (const role of roles) {
    if (role === "admin") continue;
    members[role] = await db.createUser();
    await db.sql`insert into public.members (organization_id, user_id, role) values (${organizationId}, ${members[role].id}, ${role})`;
  }
  const outsider = await db.createUser();
  const otherOrganizationId = await makeOrganization(db, outsider);
  await asCommitted(db, admin.claims, async (sql) => {
    await sql`select public.invite_member(${organizationId}, ${`${unique("guest")}@example.com`}, 'viewer')`;
    await sql`select public.create_api_key(${organizationId}, 'Deployments', array['organization.read'])`;
  });
  const regionId = unique("region");
  await db.sql`insert into public.regions (id, name, organization_id) values (${regionId}, 'Private location', ${organizationId})`;
  const [group] = await db.sql<{ id: string }[]>`
    insert into public.component_groups (organization_id, name) values (${organizationId}, 'Group') returning id`;
  const groupId = required(group).id;
  const publicPage = await firstPageOf(db, organizationId);
  const componentId = await makeComponent(db, organizationId, { groupId, pageId: publicPage.id });
  const monitor = await makeMonitor(db, organizationId, componentId);
  const [privatePage] = await db.sql<{ id: string }[]>`
    insert into public.status_pages (organization_id, slug, title, is_public) values (${organizationId}, ${unique("hidden")}, 'Hidden', false) returning id`;
  const otherComponentId = await makeComponent(db, organizationId);
  const dependentId = await makeComponent(db, organizationId);
  await db.sql`
    insert into public.component_dependencies (component_id, depends_on_id, organization_id)
    values (${dependentId}, ${componentId}, ${organizationId})`;
  await makeAlertRules(db, organizationId, members.editor, componentId, monitor.id);
  const { incidentId, maintenanceId } = await makeNotices(db, organizationId, members.editor, componentId);
  const [probe] = await db.sql<{ id: string }[]>`
    insert into public.probes (name, region_id, organization_id, kinds, version)
    values (${unique("probe")}, ${regionId}, ${organizationId}, '{http}', '1.0.0') returning id`;
  const [topic] = await db.sql<{ topic: string }[]>`
    select 'org:' || organization_id || ':' || epoch as topic from private.organization_topics where organization_id = ${organizationId}`;
  return {
    organizationId,
    members,
    outsider,
    otherOrganizationId,
    groupId,
    componentId,
    otherComponentId,
    incidentId,
    maintenanceId,
    monitorId: monitor.id,
    scheduleId: required(monitor.scheduleIds[0]),
    publicPageId: publicPage.id,
    publicPageSlug: publicPage.slug,
    privatePageId: required(privatePage).id,
    regionId,
    probeId: required(probe).id,
    topic: required(topic).topic,
  };
}

/** Like `as`, but what it writes stays. */
export async function asCommitted<T>(
  db: TestDatabase,
  identity: TestIdentity,
  work: (sql: Parameters<Parameters<TestDatabase["as"]>[1]>[0]) => Promise<T>,
): Promise<T> {
  const claims = typeof identity === "string" ? { role: identity } : identity;
  let result: { value: T } | undefined;
  await db.sql.begin(async (sql) => {
    await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true), set_config('role', ${claims.role}, true)`;
    result = { value: await work(sql) };
  });
  return required(result).value;
}

/** The value, or an error that says a row was expected. */
export function required<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error("expected a value, got none");
  return value;
}
