import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackConfig } from "../config.ts";
import { commandLineOf, isAlive, waitUntilGone } from "../process/pid.ts";
import { requireFreePort } from "../process/ports.ts";
import { postgresBinaries } from "./binaries.ts";
import { installExtensions } from "./extensions.ts";
import { choosePostgresUser, type RunAs } from "./run-as.ts";

/** A running Postgres; `exited` resolves with the reason when the process has ended. */
export interface PostgresServer {
  readonly process: ChildProcess;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** The folder of the cluster itself, below the stack's data directory. */
function clusterDirectory(config: StackConfig): string {
  return join(config.dataDirectory, "postgres");
}

/** Settings for a small machine: two cores, a few connections, logical decoding for Realtime. */
function settings(config: StackConfig): Record<string, string> {
  return {
    port: String(config.databasePort),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    wal_level: "logical",
    max_connections: "130",
    max_worker_processes: "4",
    max_wal_senders: "8",
    max_replication_slots: "16",
    max_slot_wal_keep_size: "1GB",
    shared_buffers: "128MB",
    effective_cache_size: "512MB",
    maintenance_work_mem: "64MB",
    max_wal_size: "1GB",
    autovacuum_max_workers: "2",
    max_parallel_workers_per_gather: "1",
    random_page_cost: "1.1",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    log_min_messages: "warning",
    ...(config.test ? { fsync: "off", full_page_writes: "off" } : {}),
  };
}

/**
 * Creates the cluster at the first call, then starts it and waits until it accepts connections.
 * A Postgres left over from a supervisor that was killed is stopped first.
 */
export async function startPostgres(config: StackConfig, log: (line: string) => void): Promise<PostgresServer> {
  await mkdir(config.dataDirectory, { recursive: true });
  const runAs = choosePostgresUser(config);
  await stopLeftover(config);
  await requireFreePort("127.0.0.1", config.databasePort, "Postgres");
  await writeVaultKey(config, runAs);
  await installExtensions();
  if (!(await exists(join(clusterDirectory(config), "PG_VERSION")))) await initialise(config, runAs);
  return launch(config, runAs, log);
}

/** Stops a Postgres of this data directory that nobody supervises. Harmless when there is none. */
export async function stopLeftover(config: StackConfig): Promise<void> {
  const pidFile = join(clusterDirectory(config), "postmaster.pid");
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (isAlive(pid) && (await commandLineOf(pid)).includes(clusterDirectory(config))) {
    process.kill(pid, "SIGINT");
    if (!(await waitUntilGone(pid, 10_000))) {
      process.kill(pid, "SIGQUIT");
      await waitUntilGone(pid, 5_000);
    }
    return;
  }
  // The number may belong to another program by now, in which case Postgres would refuse to start.
  await rm(pidFile, { force: true });
}

async function initialise(config: StackConfig, runAs: RunAs): Promise<void> {
  const target = clusterDirectory(config);
  const temporary = `${target}.new`;
  const passwordFile = `${temporary}.password`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { mode: 0o700 });
  await writeFile(passwordFile, "postgres\n", { mode: 0o600 });
  await giveTo(runAs, temporary, passwordFile);
  const flags = [
    "--username=supabase_admin",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    // Hosted databases sort by language, not by byte.
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--no-sync",
    "--no-instructions",
  ];
  const output: string[] = [];
  const child = spawnAs(
    runAs,
    postgresBinaries().initdb,
    [`--pgdata=${temporary}`, ...flags],
    ["ignore", "pipe", "pipe"],
  );
  child.stdout?.on("data", (chunk) => output.push(String(chunk)));
  child.stderr?.on("data", (chunk) => output.push(String(chunk)));
  const code = await new Promise((resolve) => child.once("close", resolve));
  await rm(passwordFile, { force: true });
  if (code !== 0) throw new Error(`initdb failed:\n${output.join("")}`);
  // Renamed only when complete: an interrupted first start begins again from nothing.
  await rename(temporary, target);
}

async function launch(config: StackConfig, runAs: RunAs, log: (line: string) => void): Promise<PostgresServer> {
  const options = Object.entries(settings(config)).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // The shell's helper holds descriptor 3 open: when the supervisor dies, however it dies, Postgres is told to stop.
  const script = '(read -r _ <&3; kill -INT $$) >/dev/null 2>&1 & exec "$@" 3<&-';
  const command = [postgresBinaries().postgres, "-D", clusterDirectory(config), ...options];
  const child = spawnAs(runAs, "sh", ["-c", script, "sh", ...command], ["ignore", "ignore", "pipe", "pipe"]);
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`));
  });
  // At once, not after the start: "close" waits for this end of the pipe too.
  void exited.then(() => child.stdio[3]?.destroy());
  const recent: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.stderr?.on("data", (chunk) => {
      for (const line of String(chunk).split("\n").filter(Boolean)) {
        log(line);
        recent.splice(0, recent.length - 20);
        recent.push(line);
        if (line.includes("database system is ready to accept connections")) resolve();
      }
    });
    child.once("close", () => reject(new Error(`Postgres did not start:\n${recent.join("\n")}`)));
  });
  return {
    process: child,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGQUIT"), 8_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

function spawnAs(
  runAs: RunAs,
  command: string,
  args: readonly string[],
  stdio: Array<"ignore" | "pipe">,
): ChildProcess {
  const [first = command, ...rest] = [...runAs.prefix, command, ...args];
  const identity = runAs.uid === undefined || runAs.gid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid };
  // Its own process group: Ctrl-C reaches the supervisor alone, which stops the others in order.
  return spawn(first, rest, { ...identity, stdio, detached: true, env: { PATH: process.env["PATH"], LC_ALL: "C" } });
}

/** The key that encrypts Vault's secrets. It lives beside the cluster, so that a copy of the database alone reveals nothing. */
async function writeVaultKey(config: StackConfig, runAs: RunAs): Promise<void> {
  const path = join(config.dataDirectory, "vault.key");
  if (!(await exists(path))) await writeFile(path, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  await giveTo(runAs, path);
}

async function giveTo(runAs: RunAs, ...paths: string[]): Promise<void> {
  const { uid, gid } = runAs;
  if (uid === undefined || gid === undefined) return;
  await Promise.all(paths.map((path) => chown(path, uid, gid)));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
