import { createECDH, createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type postgres from "postgres";
import { type InstanceMode, type StackConfig, supabasePath } from "./config.ts";
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
    if (config.mode !== undefined) await chooseMode(admin, config.mode);
    if (!config.test && (await seed(admin, config))) progress("created the demo organization");
  } finally {
    await admin.end();
  }
  if (config.templateDatabase !== undefined) await cloneAsTemplate(config, config.templateDatabase);
}

/** @throws an error when the instance was set up in the other mode */
async function chooseMode(admin: postgres.Sql, mode: InstanceMode): Promise<void> {
  const [row] = await admin<{ mode: string }[]>`select private.choose_mode(${mode}) as mode`;
  if (row?.mode !== mode) {
    throw new Error(
      `This Heliograph runs in the mode ${row?.mode}, which was chosen when it was set up. Start without HELIOGRAPH_MODE, or with an empty HELIOGRAPH_DATA_DIR.`,
    );
  }
}

/**
 * Puts into the vault what `private.call_function` needs to call functions: where this stack listens, and its key. Written
 * at every start, because the port may be another one.
 */
export async function storeCallSecrets(config: StackConfig, secretKey: string): Promise<void> {
  const sql = connect(config.databaseUrl, { applicationName: "heliograph setup" });
  try {
    for (const [name, value] of Object.entries({ project_url: config.url, secret_key: secretKey })) {
      const [known] = await sql`select id from vault.secrets where name = ${name}`;
      if (known === undefined) await sql`select vault.create_secret(${value}, ${name})`;
      else await sql`select vault.update_secret(${known["id"]}, ${value})`;
    }
  } finally {
    await sql.end();
  }
}

/** Mails leave through the mail catcher, unless somebody has set another server for the instance. */
export async function storeMailCatcher(config: StackConfig): Promise<void> {
  const sql = connect(config.databaseUrl, { applicationName: "heliograph setup" });
  const settings = { host: "127.0.0.1", port: config.smtpPort, secure: false, from_address: "status@heliograph.local" };
  try {
    await sql`
      select private.store_provider(null, 'smtp', ${sql.json(settings)}, null)
      where not exists (
        select 1 from private.provider_settings
        where organization_id is null and (provider = 'resend' or (provider = 'smtp' and settings ->> 'host' <> ${settings.host})))`;
  } finally {
    await sql.end();
  }
}

/** Keys that browsers of this stack subscribe with, made once: browsers that have subscribed know them. */
export async function storePushKeys(config: StackConfig): Promise<void> {
  const sql = connect(config.databaseUrl, { applicationName: "heliograph setup" });
  const pair = createECDH("prime256v1");
  const settings = {
    public_key: pair.generateKeys().toString("base64url"),
    subject: "mailto:status@heliograph.local",
  };
  try {
    await sql`
      select private.store_provider(null, 'push', ${sql.json(settings)}, ${sql.json({ private_key: pair.getPrivateKey().toString("base64url") })})
      where not exists (select 1 from private.provider_settings where organization_id is null and provider = 'push')`;
  } finally {
    await sql.end();
  }
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
