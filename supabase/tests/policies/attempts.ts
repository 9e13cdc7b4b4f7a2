import postgres from "postgres";
import type { TestDatabase, TestIdentity } from "../helpers/test-database.ts";
import { roles, unique, type World } from "../helpers/world.ts";

export const identities = ["0", "x", "v", "u", "o", "e", "a", "s"] as const;
export type IdentityLetter = (typeof identities)[number];
export const verbs = ["select", "insert", "update", "delete"] as const;
export type Verb = (typeof verbs)[number];

type Sql = Parameters<Parameters<TestDatabase["as"]>[1]>[0];

/** How each verb is tried on one kind of row. Statements without an entry are tried without any row. */
interface Trial {
  /** Condition that names the row of the world's organization. */
  readonly row: string;
  /** Column that an update writes to itself. */
  readonly column?: string;
  readonly insert?: string;
}

/** Whom a letter of expected.ts stands for in this world. */
export function identityOf(world: World, letter: IdentityLetter): TestIdentity {
  if (letter === "0") return "anon";
  if (letter === "s") return "service_role";
  if (letter === "x") return world.outsider.claims;
  const role = roles.find((name) => (name === "auditor" ? "u" : name[0]) === letter);
  if (role === undefined) throw new Error(`no identity ${letter}`);
  return world.members[role].claims;
}

function trials(world: World): Readonly<Record<string, Trial>> {
  const { organizationId: organization, componentId: component, members } = world;
  const ofOrganization = `organization_id = '${organization}'`;
  return {
    "public.profiles": { row: `id = '${members.viewer.id}'`, column: "full_name" },
    "public.organizations": { row: `id = '${organization}'`, column: "name" },
    "public.members": {
      row: `organization_id = '${organization}' and user_id = '${members.viewer.id}'`,
      column: "role",
    },
    "public.invitations": { row: ofOrganization },
    "public.api_keys": { row: ofOrganization },
    "public.audit_events": { row: ofOrganization },
    "public.component_groups": {
      row: `id = '${world.groupId}'`,
      column: "name",
      insert: `(organization_id, name) values ('${organization}', 'Tried')`,
    },
    "public.components": {
      row: `id = '${component}'`,
      column: "name",
      insert: `(organization_id, name) values ('${organization}', 'Tried')`,
    },
    "public.status_events": { row: ofOrganization },
    "public.regions": { row: `id = '${world.regionId}'` },
    "public.regions#shared": { row: "id = 'local'" },
    "public.probes": { row: `id = '${world.probeId}'` },
    "public.probes#shared": { row: "organization_id is null" },
    "public.monitors": {
      row: `id = '${world.monitorId}'`,
      column: "name",
      insert: `(organization_id, component_id, name, kind, region_ids) values ('${organization}', '${component}', 'Tried', 'http', '{local}')`,
    },
    "public.incidents": { row: `id = '${world.incidentId}'`, column: "title" },
    "public.incident_components": { row: ofOrganization },
    "public.incident_updates": { row: ofOrganization },
    "public.incident_update_components": { row: ofOrganization },
    "public.incident_update_revisions": { row: ofOrganization },
    "public.incident_notes": {
      row: ofOrganization,
      column: "body",
      insert: `(incident_id, organization_id, body) values ('${world.incidentId}', '${organization}', 'Tried')`,
    },
    "public.incident_templates": {
      row: ofOrganization,
      column: "name",
      insert: `(organization_id, name) values ('${organization}', 'Tried')`,
    },
    "public.component_dependencies": {
      row: ofOrganization,
      insert: `(component_id, depends_on_id, organization_id) values ('${world.otherComponentId}', '${component}', '${organization}')`,
    },
    "public.maintenance_series": { row: ofOrganization },
    "public.maintenances": { row: ofOrganization },
    "public.maintenance_components": { row: ofOrganization },
    "public.maintenance_updates": { row: ofOrganization },
    "public.status_pages": {
      row: `id = '${world.publicPageId}'`,
      column: "title",
      insert: `(organization_id, slug, title) values ('${organization}', '${unique("tried")}', 'Tried')`,
    },
    "public.status_page_components": {
      row: `status_page_id = '${world.publicPageId}'`,
      column: "position",
      insert: `(status_page_id, component_id, organization_id) values ('${world.privatePageId}', '${component}', '${organization}')`,
    },
    "public.alert_rules": { row: ofOrganization, column: "name" },
    "public.alert_rule_components": { row: ofOrganization },
    "public.alert_rule_monitors": { row: ofOrganization },
    "public.alert_rule_contacts": { row: ofOrganization },
    "public.page_snapshots#private": { row: `status_page_id = '${world.privatePageId}'` },
    "public.page_snapshots#public": { row: `status_page_id = '${world.publicPageId}'` },
  };
}

/** Whether an identity may do something to the world's row of a table. Tried for real, in a transaction rolled back. */
export async function isTableAllowed(
  db: TestDatabase,
  world: World,
  key: string,
  verb: Verb,
  letter: IdentityLetter,
): Promise<boolean> {
  const table = key.split("#")[0] ?? key;
  const trial = trials(world)[key] ?? { row: "true" };
  const statement = {
    select: `select 1 from ${table} where ${trial.row} limit 1`,
    insert: `insert into ${table} ${trial.insert ?? "default values"}`,
    update: `update ${table} set ${trial.column ?? (await anyColumn(db, table))} = ${trial.column ?? "null"} where ${trial.row}`,
    delete: `delete from ${table} where ${trial.row}`,
  }[verb];
  return isAllowed(db, identityOf(world, letter), (sql) => sql.unsafe(statement));
}

async function anyColumn(db: TestDatabase, table: string): Promise<string> {
  const [row] = await db.sql<{ name: string }[]>`
    select quote_ident(attname) as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and attgenerated = '' and attidentity = '' limit 1`;
  return row?.name ?? "id";
}

const topicTries = (world: World): Readonly<Record<string, string>> => ({
  "page-public": `page:${world.publicPageId}`,
  "page-private": `page:${world.privatePageId}`,
  organization: world.topic,
  "organization-past": `org:${world.organizationId}:0`,
  unknown: "anything",
});

/** Whether an identity may hear or send on a topic, decided as the Realtime server does: through realtime.messages. */
export async function isTopicAllowed(
  db: TestDatabase,
  world: World,
  key: string,
  verb: "select" | "insert",
  letter: IdentityLetter,
): Promise<boolean> {
  const [name = "", extension = ""] = key.split(" ");
  const topic = topicTries(world)[name] ?? "";
  let isPermitted = false;
  await db.transaction(async (sql, become) => {
    const id = crypto.randomUUID();
    if (verb === "select")
      await sql`insert into realtime.messages (id, topic, extension) values (${id}, ${topic}, ${extension})`;
    await become(identityOf(world, letter));
    await sql`select set_config('realtime.topic', ${topic}, true)`;
    isPermitted = await isAllowedIn(sql, (inner) =>
      verb === "select"
        ? inner`select 1 from realtime.messages where id = ${id}`
        : inner`insert into realtime.messages (id, topic, extension) values (${id}, ${topic}, ${extension})`,
    );
  });
  return isPermitted;
}

/** Whether an identity may do something to an object in the organization's folder of the logo bucket. */
export async function isLogoAllowed(
  db: TestDatabase,
  world: World,
  verb: Verb,
  letter: IdentityLetter,
): Promise<boolean> {
  const name = `${world.organizationId}/logo.png`;
  let isPermitted = false;
  await db.transaction(async (sql, become) => {
    if (verb !== "insert") await sql`insert into storage.objects (bucket_id, name) values ('logos', ${name})`;
    await become(identityOf(world, letter));
    isPermitted = await isAllowedIn(sql, (inner) => {
      if (verb === "select") return inner`select 1 from storage.objects where name = ${name}`;
      if (verb === "insert") return inner`insert into storage.objects (bucket_id, name) values ('logos', ${name})`;
      if (verb === "update") return inner`update storage.objects set name = name where name = ${name}`;
      return inner`delete from storage.objects where name = ${name}`;
    });
  });
  return isPermitted;
}

async function isAllowed(
  db: TestDatabase,
  identity: TestIdentity,
  attempt: (sql: Sql) => PromiseLike<{ count: number }>,
): Promise<boolean> {
  let isPermitted = false;
  await db.as(identity, async (sql) => {
    isPermitted = await isAllowedIn(sql, attempt);
  });
  return isPermitted;
}

/**
 * Denied means: insufficient privilege (42501), a view that nobody can write (55000), or no row reached. Any other error
 * comes after permission was given.
 */
async function isAllowedIn(sql: Sql, attempt: (sql: Sql) => PromiseLike<{ count: number }>): Promise<boolean> {
  try {
    return await sql.savepoint(async (inner) => (await attempt(inner)).count > 0);
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    return error.code !== "42501" && error.code !== "55000";
  }
}
