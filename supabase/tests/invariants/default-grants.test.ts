import { readdir, readFile } from "node:fs/promises";
import type postgres from "postgres";
import { expect, it } from "vitest";
import { supabasePath } from "../../local/config.ts";
import { bootstrap } from "../../local/postgres/bootstrap.ts";
import { connect } from "../../local/postgres/database.ts";
import { testEnvironment } from "../helpers/stack-environment.ts";
import { required } from "../helpers/world.ts";

/*
 * New projects of Supabase give the API roles nothing by default, old ones gave them everything in public. The
 * migrations must leave the same rights behind in both.
 */

const formerDefaults = ["tables", "sequences", "functions"].map(
  (kind) =>
    `alter default privileges for role postgres in schema public grant all on ${kind} to anon, authenticated, service_role`,
);

async function rightsAfterMigrations(isFormer: boolean): Promise<string[]> {
  const { adminDatabaseUrl } = testEnvironment();
  const admin = connect(required(adminDatabaseUrl), { applicationName: "tests" });
  const name = `grants_${isFormer ? "former" : "none"}_${process.pid}`;
  await admin.unsafe(`create database ${name} template template0 owner postgres`);
  const url = required(adminDatabaseUrl).replace(/\/postgres$/, `/${name}`);
  const sql = connect(url, { applicationName: "tests" });
  try {
    await bootstrap(sql);
    await sql.unsafe(
      `alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated, service_role`,
    );
    await sql.unsafe(
      `alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated, service_role`,
    );
    await sql.unsafe(
      `alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated, service_role`,
    );
    if (isFormer) for (const statement of formerDefaults) await sql.unsafe(statement);
    await migrateAsOwner(sql);
    const rows = await sql<{ line: string }[]>`
      select 'table ' || c.oid::regclass || ' ' || coalesce(c.relacl::text, '-') as line from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'S')
      union all select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || a.attacl::text from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'private') and a.attacl is not null
      union all select 'function ' || p.oid::regprocedure || ' ' || coalesce(p.proacl::text, '-') from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('public', 'private')
      union all select 'schema ' || nspname || ' ' || coalesce(nspacl::text, '-') from pg_namespace where nspname = 'private'
      order by 1`;
    return rows.map((row) => row.line);
  } finally {
    await sql.end();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}

/** All migrations in one session of `postgres`; the owner roles of Supabase's schemas are its own for this session only. */
async function migrateAsOwner(sql: postgres.Sql): Promise<void> {
  const folder = supabasePath("migrations");
  for (const file of (await readdir(folder)).sort()) {
    const text = await readFile(`${folder}/${file}`, "utf8");
    await sql.begin(async (tx) => {
      const statements = text.split(/^-- Last in the file/m);
      await tx.unsafe("set local role postgres");
      await tx.unsafe(statements[0] ?? "");
      // Policies and triggers on Supabase's own tables: on hosted, postgres may; here their owners do it.
      await tx.unsafe("reset role");
      if (statements[1] !== undefined) await tx.unsafe(`--${statements[1]}`);
    });
  }
}

it("the migrations leave the same rights with and without Supabase's former default grants", async () => {
  const without = await rightsAfterMigrations(false);
  expect(without.length).toBeGreaterThan(200);
  expect(await rightsAfterMigrations(true)).toEqual(without);
}, 60_000);
