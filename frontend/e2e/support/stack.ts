import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { freePortRange } from "./ports.ts";

const Keys = z.object({ publishableKey: z.string(), secretKey: z.string() });

/** Where the embedded stack of this run is; set by `startStack`, inherited by the workers. */
export interface StackAddress {
  url: string;
  publishableKey: string;
  secretKey: string;
}

/**
 * Starts one embedded stack on free ports with an empty data directory, for the whole run. When HELIOGRAPH_E2E_STACK
 * is set already (the JSON of a StackAddress), the tests run against that one.
 * @returns how to stop it
 */
export async function startStack(): Promise<() => Promise<void>> {
  if (process.env.HELIOGRAPH_E2E_STACK !== undefined) return async () => {};
  const dataDirectory = await mkdtemp(join(tmpdir(), "heliograph-e2e-"));
  const port = await freePortRange();
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../../supabase/local/cli.ts"), "up"], {
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      HELIOGRAPH_PORT: String(port),
      HELIOGRAPH_DB_PORT: String(port + 1),
      HELIOGRAPH_DATA_DIR: dataDirectory,
      HELIOGRAPH_URL: `http://127.0.0.1:${port}`,
      HELIOGRAPH_TEST: "true",
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const output: string[] = [];
  child.stdout?.on("data", (chunk) => output.push(String(chunk)));
  child.stderr?.on("data", (chunk) => output.push(String(chunk)));
  const stop = async () => {
    await stopChild(child);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    await becomesReady(child, output);
    const keys = Keys.parse(JSON.parse(await readFile(join(dataDirectory, "keys.json"), "utf8")));
    const address: StackAddress = { url: `http://127.0.0.1:${port}`, ...keys };
    process.env.HELIOGRAPH_E2E_STACK = JSON.stringify(address);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** The stack that `startStack` started. */
export function stackAddress(): StackAddress {
  return Keys.extend({ url: z.string() }).parse(JSON.parse(process.env.HELIOGRAPH_E2E_STACK ?? "{}"));
}

function becomesReady(child: ChildProcess, output: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The stack did not start (code ${code}):\n${output.join("")}`)));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exited;
}
