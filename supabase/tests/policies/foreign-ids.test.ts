import postgres from "postgres";
import { beforeAll, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase, type TestIdentity } from "../helpers/test-database.ts";
import { makeWorld, required, type World } from "../helpers/world.ts";
import { type Belongings, belongingsOf, type Callable, callablesOf, callsOf, fingerprint } from "./calls.ts";

/**
 * Throws one organization's ids at every function of the API, as the admin of another one and as nobody. Functions,
 * their parameters and the tables that must not change come from the catalogue: what is added is tried without a word here.
 */

interface Outcome {
  /** Tables in which the organization's rows are others now. */
  readonly changed: readonly string[];
  /** What came back; null when the call was refused. */
  readonly answer: string | null;
}

const triesEach = 12;
/** A word that only the organization's private things carry. */
const marker = "Zanzibar";

let db: TestDatabase;
let world: World;
let callables: readonly Callable[];
let belongings: Belongings;
let before: ReadonlyMap<string, string>;
/** What nobody else may read. */
let secrets: readonly string[];

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
  await hideWords();
  // What waits to be sealed is sealed by whoever verifies a log next, whosever it is; older transactions hold it up.
  await vi.waitFor(
    async () => {
      await db.sql`select private.seal_audit()`;
      expect(await db.sql`select from private.audit_unsealed`).toHaveLength(0);
    },
    { timeout: 30_000 },
  );
  callables = await callablesOf(db);
  belongings = await belongingsOf(db, world.organizationId);
  before = await db.transaction((sql) => fingerprint(sql, belongings.tables));
  const everybody = await publicWords();
  secrets = [marker, ...belongings.emails, ...belongings.ids.filter((id) => !everybody.includes(id))];
}, 60_000);

/** Names what is not on the public page so that it is known again wherever it turns up. */
async function hideWords(): Promise<void> {
  const { organizationId } = world;
  await db.sql`update public.components set name = ${marker} || left(id::text, 8) where organization_id = ${organizationId} and id <> ${world.componentId}`;
  await db.sql`update public.monitors set name = ${marker} || left(id::text, 8) where organization_id = ${organizationId}`;
  await db.sql`update public.status_pages set title = ${marker} || ' page' where id = ${world.privatePageId}`;
  await db.sql`update public.incident_notes set body = ${marker} || ' note' where organization_id = ${organizationId}`;
  await db.sql`update public.incident_templates set name = ${marker} || ' template' where organization_id = ${organizationId}`;
  await db.sql`update public.alert_rules set name = ${marker} || left(id::text, 8) where organization_id = ${organizationId}`;
  await db.sql`update private.alert_contacts set name = ${marker} || ' contact' where organization_id = ${organizationId}`;
  await db.sql`update public.profiles set full_name = ${marker} || ' person' where id in (select user_id from public.members where organization_id = ${organizationId})`;
}

/** All that visitors of the public page are told. */
async function publicWords(): Promise<string> {
  return db.as("anon", async (sql) => {
    const { publicPageSlug: slug, incidentId, maintenanceId } = world;
    const rows = await sql<{ words: string }[]>`
      select public.page_snapshot(${slug})::text as words union all select public.page_incident(${slug}, ${incidentId})::text
      union all select public.page_maintenance(${slug}, ${maintenanceId})::text`;
    return rows.map(({ words }) => words).join();
  });
}

/** Makes a call under an identity in a transaction that is rolled back. */
async function attempt(identity: TestIdentity, statement: string): Promise<Outcome> {
  try {
    return await db.transaction(async (sql, become) => {
      await become(identity);
      const [row] = await sql.unsafe<{ answer: string }[]>(statement);
      await become("supabase_admin");
      const after = await fingerprint(sql, belongings.tables);
      const changed = [...after].filter(([name, sum]) => before.get(name) !== sum).map(([name]) => name);
      return { changed, answer: required(row).answer };
    });
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    return { changed: [], answer: null };
  }
}

async function findings(identity: TestIdentity, tried: readonly Callable[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [index, callable] of tried.entries()) {
    for (const statement of callsOf(callable, belongings, world, { count: triesEach, seed: index })) {
      const { changed, answer } = await attempt(identity, statement);
      const told = secrets.filter((word) => answer?.includes(word) && !statement.includes(word));
      const problems = [...changed.map((table) => `changes ${table}`), ...told.map((word) => `tells ${word}`)];
      if (problems.length > 0) found.push(`${callable.name} ${problems.join(", ")}: ${statement}`);
    }
  }
  return found;
}

it("no function lets the admin of another organization change or read anything", async () => {
  expect(await findings(world.outsider.claims, callables)).toEqual([]);
}, 120_000);

it("no function lets somebody without an account change or read anything", async () => {
  expect(await findings("anon", callables)).toEqual([]);
}, 120_000);

it("the same calls do much for the organization's own admin", async () => {
  const reached = new Set<string>();
  for (const [index, callable] of callables.entries()) {
    for (const statement of callsOf(callable, belongings, world, { count: triesEach, seed: index })) {
      const { answer } = await attempt(world.members.admin.claims, statement);
      if (answer === null) continue;
      reached.add(callable.name);
      break;
    }
  }
  // The others are for master administrators, or ask for what chance does not find.
  expect(reached.size).toBeGreaterThan(callables.length / 2);
}, 60_000);

it("finds a function that forgets to ask", async () => {
  await db.sql.unsafe(`
    create function public.leaky_read(component_id uuid) returns text language sql security definer set search_path = '' as
      $$ select c.name from public.components c where c.id = leaky_read.component_id $$;
    create function public.leaky_write(monitor_id uuid) returns void language sql security definer set search_path = '' as
      $$ update public.monitors m set name = 'mine' where m.id = leaky_write.monitor_id $$;
    grant execute on function public.leaky_read(uuid), public.leaky_write(uuid) to authenticated`);
  const leaky = (await callablesOf(db)).filter(({ name }) => name.startsWith("leaky"));
  const found = (await findings(world.outsider.claims, leaky)).join("\n");
  await db.sql.unsafe("drop function public.leaky_read(uuid); drop function public.leaky_write(uuid)");
  expect(found).toContain(`leaky_read tells ${marker}`);
  expect(found).toMatch(/leaky_write changes .*public\.monitors/);
});
