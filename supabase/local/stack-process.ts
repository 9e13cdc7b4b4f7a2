import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type StackConfig } from "./config.ts";
import { loadKeys, type StackKeys } from "./keys.ts";
import { freePortRange } from "./process/ports.ts";

/** A whole stack as a child process of a test run. */
export interface StackProcess {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a stack for tests on free ports with an empty data directory; resolves when everything answers. It holds a
 * channel to its parent and ends with it.
 * @param environment variables besides ports, folder and address
 * @throws with what the stack and Postgres said last, when it does not start
 */
export async function startStackProcess(environment: NodeJS.ProcessEnv): Promise<StackProcess> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "heliograph-test-"));
  const port = await freePortRange();
  const variables = {
    ...environment,
    HELIOGRAPH_PORT: String(port),
    HELIOGRAPH_DB_PORT: String(port + 1),
    HELIOGRAPH_URL: `http://127.0.0.1:${port}`,
    HELIOGRAPH_DATA_DIR: dataDirectory,
    HELIOGRAPH_TEST: "true",
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, "cli.ts"), "up"], {
    env: variables,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => output.push(String(chunk)));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(dataDirectory, { recursive: true, force: true });
  };
  const ready = new Promise<"ready">((resolve) => child.once("message", () => resolve("ready")));
  const outcome = await Promise.race([ready, exited]);
  if (outcome !== "ready") {
    const postgres = await readFile(join(dataDirectory, "logs", "postgres.log"), "utf8").catch(() => "");
    await stop();
    const lastLines = postgres.split("\n").slice(-20).join("\n");
    throw new Error(`The stack did not start (code ${outcome}):\n${output.join("")}\n${lastLines}`);
  }
  return { config: loadConfig(variables), keys: await loadKeys(dataDirectory), stop };
}
