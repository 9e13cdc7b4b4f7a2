import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { makeProbe, makeWorld, type World } from "../helpers/world.ts";
import { type IdentityLetter, identities, isLogoAllowed, isTableAllowed, isTopicAllowed, verbs } from "./attempts.ts";
import { functions, logos, tables, topics } from "./expected.ts";
import { grants } from "./expected-grants.ts";

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
  await makeProbe(db);
});

/** Letters of the identities that were allowed, in their usual order. */
async function allowedLetters(isAllowed: (letter: IdentityLetter) => Promise<boolean>): Promise<string> {
  let letters = "";
  for (const letter of identities) if (await isAllowed(letter)) letters += letter;
  return letters;
}

const ordered = (letters: string): string => identities.filter((letter) => letters.includes(letter)).join("");
const withoutDate = (table: string): string => table.replace(/_\d{4}_\d{2}_\d{2}$/, "_*");

describe("every relation of public and private", () => {
  it("has an expectation, and no expectation is left over", async () => {
    const rows = await db.sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'f')`;
    const present = new Set(rows.map((row) => withoutDate(row.name)));
    const expected = new Set(Object.keys(tables).map((key) => key.split("#")[0]));
    expect([...present].filter((name) => !expected.has(name))).toEqual([]);
    expect([...expected].filter((name) => name !== undefined && !present.has(name))).toEqual([]);
  });

  for (const [key, expectation] of Object.entries(tables)) {
    it(`${key}: exactly those who should may`, async () => {
      const [partition] = await db.sql<{ name: string }[]>`
        select 'private.' || c.relname as name from pg_class c where c.relname ~ '^check_results_\\d' order by 1 limit 1`;
      const name = key.endsWith("_*") ? (partition?.name ?? key) : key;
      const actual: Record<string, string> = {};
      for (const verb of verbs)
        actual[verb] = await allowedLetters((letter) => isTableAllowed(db, world, name, verb, letter));
      expect(actual).toEqual(Object.fromEntries(verbs.map((verb) => [verb, ordered(expectation[verb])])));
    });
  }
});

describe("realtime topics", () => {
  for (const [key, expectation] of Object.entries(topics)) {
    it(`${key}: exactly those who should may hear and send`, async () => {
      expect({
        select: await allowedLetters((letter) => isTopicAllowed(db, world, key, "select", letter)),
        insert: await allowedLetters((letter) => isTopicAllowed(db, world, key, "insert", letter)),
      }).toEqual({ select: ordered(expectation.select), insert: ordered(expectation.insert) });
    });
  }
});

it("logos: exactly those who may edit pages", async () => {
  const actual: Record<string, string> = {};
  for (const verb of verbs) actual[verb] = await allowedLetters((letter) => isLogoAllowed(db, world, verb, letter));
  expect(actual).toEqual(Object.fromEntries(verbs.map((verb) => [verb, ordered(logos[verb])])));
});

describe("every function of public and private", () => {
  for (const role of ["anon", "authenticated", "service_role"] as const) {
    it(`${role} may execute exactly what it should`, async () => {
      const rows = await db.sql<{ name: string }[]>`
        select distinct n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('public', 'private') and has_function_privilege(${role}, p.oid, 'execute')`;
      expect(rows.map((row) => row.name).sort()).toEqual([...new Set(functions[role])].sort());
    });
  }
});

describe("columns that only the database writes", () => {
  const closed: Readonly<Record<string, readonly string[]>> = {
    "public.components": ["organization_id", "status", "status_since", "status_cause", "status_cause_id", "created_at"],
    "public.monitors": ["organization_id", "kind", "status", "status_since", "created_at"],
    "public.status_pages": ["organization_id", "created_at"],
    "public.organizations": ["id", "created_at"],
    "public.members": ["organization_id", "user_id", "created_at"],
    "public.profiles": ["id", "email", "created_at"],
    "public.component_groups": ["organization_id", "created_at"],
  };
  for (const [table, columns] of Object.entries(closed)) {
    it(`${table} refuses ${columns.join(", ")} even from an admin`, async () => {
      for (const column of columns) {
        const attempt = db.as(world.members.admin.claims, (sql) =>
          sql.unsafe(`update ${table} set ${column} = ${column}`),
        );
        await expect(attempt, column).rejects.toMatchObject({ code: "42501" });
      }
    });
  }
});

it("a revoked session ends all rights at once, although its token lives on", async () => {
  await db.transaction(async (sql, become) => {
    await sql`delete from auth.sessions where id = ${world.members.admin.sessionId}`;
    await become(world.members.admin.claims);
    expect(await sql`select id from public.components`).toHaveLength(0);
  });
});

it("table-wide privileges are those written by hand", async () => {
  const rows = await db.sql<{ name: string; granted: string }[]>`
    select n.nspname || '.' || c.relname as name, string_agg(r || ':' || p, ' ' order by r || ':' || p) as granted
    from pg_class c join pg_namespace n on n.oid = c.relnamespace,
      unnest(array['anon', 'authenticated', 'service_role']) r, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'm') and has_table_privilege(r, c.oid, p)
    group by 1`;
  expect(Object.fromEntries(rows.map((row) => [row.name, row.granted]))).toEqual(grants);
});
