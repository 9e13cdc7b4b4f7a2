import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { postgresBinaries } from "./binaries.ts";

/**
 * Copies our SQL-only stand-ins for pg_cron, pg_net and supabase_vault into Postgres's extension folder, where
 * `create extension` finds them. Several stacks share that folder: a file is replaced in one step, and only when
 * it differs.
 */
export async function installExtensions(): Promise<void> {
  const source = join(import.meta.dirname, "extensions");
  const target = postgresBinaries().extensionDirectory;
  await mkdir(target, { recursive: true });
  for (const name of await readdir(source)) {
    const wanted = await readFile(join(source, name), "utf8");
    const present = await readFile(join(target, name), "utf8").catch(() => undefined);
    if (present === wanted) continue;
    const temporary = join(target, `.${name}.${process.pid}`);
    await writeFile(temporary, wanted, { mode: 0o644 });
    await rename(temporary, join(target, name));
  }
}
