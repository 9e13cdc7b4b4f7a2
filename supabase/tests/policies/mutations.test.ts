import { beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { makeProbe, makeWorld, required, type World } from "../helpers/world.ts";
import { identities, isLogoAllowed, isTableAllowed, isTopicAllowed, verbs } from "./attempts.ts";
import { functions, logos, tables, topics } from "./expected.ts";
import { grants } from "./expected-grants.ts";

/*
 * Proof that the matrix would notice: each policy's condition is replaced by `true`, each revoke is undone, and at
 * least one cell of the matrix must then differ from what is expected.
 */

let db: TestDatabase;
let world: World;

interface Policy {
  readonly name: string;
  readonly table: string;
  readonly command: string;
  readonly using: string | null;
  readonly check: string | null;
}

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
  await makeProbe(db);
});

async function differs(table: string): Promise<boolean> {
  if (table === "realtime.messages") {
    for (const [key, expectation] of Object.entries(topics)) {
      for (const letter of identities) {
        for (const verb of ["select", "insert"] as const) {
          if ((await isTopicAllowed(db, world, key, verb, letter)) !== expectation[verb].includes(letter)) return true;
        }
      }
    }
    return false;
  }
  if (table === "storage.objects") {
    for (const letter of identities) {
      for (const verb of verbs)
        if ((await isLogoAllowed(db, world, verb, letter)) !== logos[verb].includes(letter)) return true;
    }
    return false;
  }
  for (const [key, expectation] of Object.entries(tables)) {
    if (key.split("#")[0] !== table.replace(/_\d{4}_\d{2}_\d{2}$/, "_*")) continue;
    const tried = key.endsWith("_*") ? table : key;
    for (const letter of identities) {
      for (const verb of verbs) {
        if ((await isTableAllowed(db, world, tried, verb, letter)) !== expectation[verb].includes(letter)) return true;
      }
    }
  }
  return false;
}

it("a policy whose condition is true is noticed", async () => {
  const policies = await db.sql<Policy[]>`
    select policyname as name, schemaname || '.' || tablename as table, cmd as command, qual as using, with_check as check
    from pg_policies where schemaname in ('public', 'private') or policyname like 'heliograph_%'`;
  expect(policies.length).toBeGreaterThan(30);
  const unnoticed: string[] = [];
  for (const { name, table, using, check } of policies) {
    await db.sql.unsafe(
      `alter policy ${name} on ${table} ${using === null ? "" : "using (true)"} ${check === null ? "" : "with check (true)"}`,
    );
    if (!(await differs(table))) unnoticed.push(`${table}.${name}`);
    await db.sql.unsafe(
      `alter policy ${name} on ${table} ${using === null ? "" : `using (${using})`} ${check === null ? "" : `with check (${check})`}`,
    );
  }
  expect(unnoticed).toEqual([]);
}, 120_000);

it("a missing revoke on a table is noticed", async () => {
  const rows = await db.sql<{ name: string; acl: string }[]>`
    select n.nspname || '.' || c.relname as name, c.relacl::text as acl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v')`;
  const unnoticed: string[] = [];
  for (const { name } of rows) {
    for (const role of ["anon", "authenticated", "service_role"]) {
      const privileges = await db.sql<{ privilege: string; granted: boolean }[]>`
        select p as privilege, has_table_privilege(${role}, ${name}, p) as granted from unnest(array['select', 'insert', 'update', 'delete']) p`;
      const missing = privileges.filter((entry) => !entry.granted).map((entry) => entry.privilege);
      if (missing.length === 0) continue;
      // Row security alone would hide it for tables without policies: the privilege itself must be noticed.
      await db.sql.unsafe(`grant ${missing.join(", ")} on ${name} to ${role}`);
      const isNoticed = (await grantsDiffer(name)) || (await differs(name));
      await db.sql.unsafe(`revoke ${missing.join(", ")} on ${name} from ${role}`);
      if (!isNoticed) unnoticed.push(`${name} to ${role}`);
    }
  }
  expect(unnoticed).toEqual([]);
}, 120_000);

/** What `grants.test.ts` looks at: table privileges of the API roles, per verb, against the hand-written list. */
async function grantsDiffer(name: string): Promise<boolean> {
  const rows = await db.sql<{ role: string; verb: string }[]>`
    select r as role, p as verb from unnest(array['anon', 'authenticated', 'service_role']) r, unnest(array['select', 'insert', 'update', 'delete']) p
    where has_table_privilege(r, ${name}, p)`;
  const expected = grants[name.replace(/_\d{4}_\d{2}_\d{2}$/, "_*")] ?? "";
  return (
    rows
      .map(({ role, verb }) => `${role}:${verb}`)
      .sort()
      .join(" ") !== expected
  );
}

it("a missing revoke on a function is noticed", async () => {
  const rows = await db.sql<{ signature: string; name: string }[]>`
    select p.oid::regprocedure::text as signature, n.nspname || '.' || p.proname as name
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'private')`;
  const unnoticed: string[] = [];
  for (const { signature, name } of rows) {
    await db.sql.unsafe(`grant execute on function ${signature} to public`);
    const [row] = await db.sql<{ roles: string[] }[]>`
      select array(select r from unnest(array['anon', 'authenticated', 'service_role']) r where has_function_privilege(r, ${signature}::regprocedure, 'execute')) as roles`;
    const expected = (["anon", "authenticated", "service_role"] as const).filter((role) =>
      functions[role].includes(name),
    );
    if (required(row).roles.join() === expected.join()) unnoticed.push(signature);
    await db.sql.unsafe(`revoke execute on function ${signature} from public`);
  }
  expect(unnoticed).toEqual([]);
}, 60_000);
