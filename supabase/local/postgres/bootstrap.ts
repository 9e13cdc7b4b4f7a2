import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type postgres from "postgres";

/** In this order; `realtime.sql` belongs to the Realtime server. */
const files = ["roles.sql", "extensions.sql", "auth.sql", "storage.sql", "realtime.sql"] as const;

/**
 * Brings a database to the state in which a hosted project begins: roles, schemas, extensions, grants. The files
 * can be run again, so a database of an older version is brought up to date as well; nothing happens when none of
 * them has changed since the last time.
 * @param sql a connection of supabase_admin
 */
export async function bootstrap(sql: postgres.Sql): Promise<void> {
  const scripts = await Promise.all(
    files.map((name) => readFile(join(import.meta.dirname, name), "utf8").catch(() => "")),
  );
  const version = createHash("sha256").update(scripts.join("\0")).digest("hex");
  const [known] = await sql<{ version: string | null }[]>`
    select shobj_description(oid, 'pg_database') as version from pg_database where datname = current_database()`;
  if (known?.version === version) return;
  for (const [index, script] of scripts.entries()) {
    try {
      await sql.unsafe(script);
    } catch (error) {
      throw new Error(`supabase/local/postgres/${files[index]} failed`, { cause: error });
    }
  }
  await sql.unsafe(
    `do $$ begin execute format('comment on database %I is %L', current_database(), '${version}'); end $$`,
  );
}
