import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { loadConfig, type StackConfig } from "../config.ts";
import { askSupervisor } from "../control.ts";
import { loadKeys, type StackKeys } from "../keys.ts";
import { connect } from "../postgres/database.ts";
import { freePortRange } from "../process/ports.ts";

/** A stack of its own, as `npm start` runs it: fsync on, demo organization, one probe. */
export interface BenchStack {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  /** The superuser. */
  readonly sql: postgres.Sql;
  /** Process ids by name; Postgres is its postmaster. */
  processes(): Promise<ReadonlyMap<string, number>>;
  /** Calls a function through REST with the secret key. @throws when the answer is no success */
  rpc(name: string, body: string): Promise<unknown>;
  /** Stops and starts it again with the same data. Resolves when it is ready. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a stack on free ports with an empty data directory. @param variables settings besides ports and folder */
export async function startStack(variables: Readonly<Record<string, string>> = {}): Promise<BenchStack> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "heliograph-bench-"));
  const port = await freePortRange();
  const environment = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    HELIOGRAPH_PORT: String(port),
    HELIOGRAPH_DATA_DIR: dataDirectory,
    ...variables,
  };
  let running = await launch(environment);
  const config = loadConfig(environment);
  const keys = await loadKeys(dataDirectory);
  const sql = connect(config.adminDatabaseUrl, { max: 2, applicationName: "bench" });
  return {
    config,
    keys,
    sql,
    async processes() {
      const status = await askSupervisor(config, "/status");
      if (status === undefined) throw new Error("The supervisor is gone.");
      const named = status.processes.map(({ name, pid }): [string, number] => [name, pid ?? 0]);
      return new Map([["supervisor", status.pid], ...named]);
    },
    rpc: (name, body) => callRpc(config.url, keys.secretKey, name, body),
    async restart() {
      await running.stop();
      running = await launch(environment);
    },
    async stop() {
      await sql.end({ timeout: 1 });
      await running.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function launch(environment: NodeJS.ProcessEnv): Promise<{ stop(): Promise<void> }> {
  const cli = join(import.meta.dirname, "..", "cli.ts");
  const child = spawn(process.execPath, [cli, "up"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => output.push(String(chunk)));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const ready = new Promise<"ready">((resolve) => child.once("message", () => resolve("ready")));
  if ((await Promise.race([ready, exited])) !== "ready")
    throw new Error(`The stack did not start:\n${output.join("")}`);
  return {
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function callRpc(url: string, apikey: string, name: string, body: string): Promise<unknown> {
  const response = await fetch(`${url}/rest/v1/rpc/${name}`, {
    method: "POST",
    headers: { apikey, "content-type": "application/json" },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${name}: ${response.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}
