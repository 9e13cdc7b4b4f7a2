import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type postgres from "postgres";
import { type StackConfig, supabasePath } from "./config.ts";
import { bootstrap } from "./postgres/bootstrap.ts";
import { connect } from "./postgres/database.ts";
import { migrate } from "./postgres/migrate.ts";

/**
 * Brings the database to the state the stack needs: Supabase's own schemas, pending migrations, the seed once, and for
 * tests a clone of it all under another name.
 * @param progress told what happens, in words for the terminal
 */
export async function prepareDatabase(config: StackConfig, progress: (what: string) => void): Promise<void> {
  const admin = connect(config.adminDatabaseUrl, { applicationName: "heliograph setup" });
  try {
    await bootstrap(admin);
    const applied = await migrate(admin, config.databaseUrl);
    if (applied.length > 0) progress(`applied ${applied.length} migrations`);
    if (!config.test && (await seed(admin, config))) progress("created the demo organization");
  } finally {
    await admin.end();
  }
  if (config.templateDatabase !== undefined) await cloneAsTemplate(config, config.templateDatabase);
}

/** Runs supabase/seed.sql once, as `postgres`, and remembers it where `supabase db push --include-seed` does. */
async function seed(admin: postgres.Sql, config: StackConfig): Promise<boolean> {
  const text = await readFile(supabasePath("seed.sql"), "utf8").catch(() => undefined);
  if (text === undefined) return false;
  await admin`create table if not exists supabase_migrations.seed_files (path text primary key, hash text not null)`;
  const path = "supabase/seed.sql";
  const [known] = await admin`select hash from supabase_migrations.seed_files where path = ${path}`;
  if (known !== undefined) return false;
  const sql = connect(config.databaseUrl, { applicationName: "heliograph seed" });
  try {
    // The demo watches this very stack, so the seed has to know where it listens.
    await sql`select set_config('heliograph.gateway_port', ${String(config.port)}, false),
      set_config('heliograph.database_port', ${String(config.databasePort)}, false),
      set_config('heliograph.demo_port', ${String(config.demoPort)}, false)`;
    await sql.unsafe(text);
  } catch (error) {
    throw new Error(`supabase/seed.sql failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await sql.end();
  }
  const hash = createHash("sha256").update(text).digest("hex");
  await admin`insert into supabase_migrations.seed_files (path, hash) values (${path}, ${hash})`;
  return true;
}

/** Must run while nobody is connected to the database that is copied. */
async function cloneAsTemplate(config: StackConfig, name: string): Promise<void> {
  const admin = connect(config.adminDatabaseUrl.replace(/\/postgres$/, "/template1"), {
    applicationName: "heliograph setup",
  });
  try {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.unsafe(`create database ${name} template postgres owner postgres strategy file_copy`);
  } finally {
    await admin.end();
  }
}
