import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { loadConfig, type StackConfig, supabasePath } from "../../local/config.ts";
import { askSupervisor } from "../../local/control.ts";
import { loadKeys, type StackKeys } from "../../local/keys.ts";
import { freePortRange } from "../../local/process/ports.ts";
import { required } from "./world.ts";

/** A stack that a test file has for itself, to break it. */
export interface OwnStack {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  /** Process id of a part: `postgres`, `gateway`, `realtime`. */
  pidOf(name: string): Promise<number>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Starts an embedded stack on free ports with an empty data directory. @param settings further environment variables */
export async function startOwnStack(settings: NodeJS.ProcessEnv = {}): Promise<OwnStack> {
  const directory = await mkdtemp(join(tmpdir(), "heliograph-own-"));
  const variables = {
    PATH: process.env["PATH"],
    HELIOGRAPH_PORT: String(await freePortRange()),
    HELIOGRAPH_DATA_DIR: directory,
    HELIOGRAPH_TEST: "true",
    ...settings,
  };
  const config = loadConfig(variables);
  const stack = spawn(process.execPath, [supabasePath("local", "cli.ts"), "up"], {
    env: variables,
    stdio: "ignore",
    detached: true,
  });
  const status = () => askSupervisor(config, "/status");
  await vi.waitFor(async () => expect((await status())?.state).toBe("running"), { timeout: 80_000, interval: 100 });
  return {
    config,
    keys: await loadKeys(directory),
    async pidOf(name) {
      return required(required(await status()).processes.find((entry) => entry.name === name)?.pid);
    },
    async stop() {
      stack.kill("SIGTERM");
      await new Promise((resolve) => stack.once("exit", resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
