import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inDatabase } from "./database.ts";
import { type Organization, unique } from "./people.ts";
import { stackAddress } from "./stack.ts";

/** A real probe process that runs the checks of the stack's region `local`. */
export class Probe {
  readonly #child: ChildProcess;
  readonly #spool: string;

  private constructor(child: ChildProcess, spool: string) {
    this.#child = child;
    this.#spool = spool;
  }

  static async start(): Promise<Probe> {
    const { url, secretKey } = stackAddress();
    const spool = await mkdtemp(join(tmpdir(), "heliograph-e2e-probe-"));
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../../probe/src/main.ts")], {
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        SUPABASE_URL: url,
        SUPABASE_SECRET_KEY: secretKey,
        PROBE_NAME: unique("probe"),
        PROBE_REGION: "local",
        PROBE_SPOOL_DIR: spool,
      },
      stdio: "ignore",
    });
    return new Probe(child, spool);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = new Promise((resolve) => this.#child.once("exit", resolve));
      this.#child.kill("SIGTERM");
      await exited;
    }
    await rm(this.#spool, { recursive: true, force: true });
  }
}

/** Lets an organization's checks reach this machine, as an operator of the instance would. */
export async function allowThisMachine({ slug }: Pick<Organization, "slug">): Promise<void> {
  await inDatabase(
    (sql) => sql`
      insert into private.network_allowances (organization_id, network, reason)
      select o.id, '127.0.0.0/8', 'The tests watch services on this machine.' from public.organizations o where o.slug = ${slug}`,
  );
}
