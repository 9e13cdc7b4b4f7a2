import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type postgres from "postgres";
import { supabasePath } from "../config.ts";

const migrationName = /^(\d+)_.*\.sql$/;

/** Roles that own what hosted's supautils lets `postgres` change although it does not own it (docs/decisions/005). */
const lentRoles = ["supabase_auth_admin", "supabase_storage_admin", "supabase_realtime_admin"] as const;

/**
 * Applies pending migrations with the real Supabase CLI, as `postgres`, exactly as `supabase db push` does against a
 * hosted project. The owner roles of auth, storage and realtime are lent to `postgres` for the run only; hosted's
 * former default grants in `public` are taken away for the run, so that no migration can count on them, and stand
 * afterwards for tables that clients create through the database URL.
 * @param admin a connection of supabase_admin to the same database as `url`
 * @param url   the database as `postgres`
 * @returns the versions applied now
 * @throws with the CLI's own words when a migration fails; what was applied before it stays applied
 */
export async function migrate(admin: postgres.Sql, url: string): Promise<readonly string[]> {
  const pending = await pendingVersions(admin);
  if (pending.length === 0) {
    await setDefaultGrants(admin, true);
    return [];
  }
  await setDefaultGrants(admin, false);
  await admin.unsafe(`grant ${lentRoles.join(", ")} to postgres`);
  try {
    await pushWithCli(url);
  } finally {
    await admin.unsafe(`revoke ${lentRoles.join(", ")} from postgres`);
    await setDefaultGrants(admin, true);
  }
  return pending;
}

/** Versions of the files in supabase/migrations that the database has not seen. */
async function pendingVersions(admin: postgres.Sql): Promise<readonly string[]> {
  const files = await readdir(supabasePath("migrations")).catch(() => []);
  const versions = files.flatMap((name) => migrationName.exec(name)?.[1] ?? []).sort();
  const [history] = await admin`select to_regclass('supabase_migrations.schema_migrations') is not null as present`;
  if (history?.["present"] !== true) return versions;
  const applied = await admin<{ version: string }[]>`select version from supabase_migrations.schema_migrations`;
  const known = new Set(applied.map((row) => row.version));
  return versions.filter((version) => !known.has(version));
}

/** Supabase's former default: whatever `postgres` creates in public is open to the API roles (under row security). */
async function setDefaultGrants(admin: postgres.Sql, granted: boolean): Promise<void> {
  const [verb, preposition] = granted ? ["grant", "to"] : ["revoke", "from"];
  const statements = ["tables", "sequences", "functions"].map(
    (kind) =>
      `alter default privileges for role postgres in schema public ${verb} all on ${kind} ${preposition} anon, authenticated, service_role`,
  );
  await admin.unsafe(statements.join(";\n"));
}

async function pushWithCli(url: string): Promise<void> {
  const flags = ["db", "push", `--remote=${url}`, "--yes", "--workdir", dirname(supabasePath())];
  const child = spawn(await cliPath(), flags, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", PGSSLMODE: "disable" },
  });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`supabase db push failed:\n${output.join("").trim()}`);
}

/** The CLI's native program; its npm wrapper would start one more Node. */
async function cliPath(): Promise<string> {
  const fromHere = createRequire(supabasePath("..", "package.json"));
  const wrapper = fromHere.resolve("supabase/package.json");
  const platform = `@supabase/cli-${process.platform}-${process.arch}`;
  const manifest = createRequire(wrapper).resolve(`${platform}/package.json`);
  await readFile(manifest, "utf8");
  return join(dirname(manifest), "bin", process.platform === "win32" ? "supabase.exe" : "supabase");
}
