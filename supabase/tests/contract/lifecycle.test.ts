import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadConfig, type StackConfig } from "../../local/config.ts";
import { askSupervisor, type Status } from "../../local/control.ts";
import { loadKeys } from "../../local/keys.ts";
import { isAlive } from "../../local/process/pid.ts";
import { freePortRange } from "../../local/process/ports.ts";
import { environment } from "./support.ts";

const cli = join(import.meta.dirname, "..", "..", "local", "cli.ts");

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

describe.skipIf(environment.kind !== "embedded")("starting and stopping (embedded stack only)", () => {
  let config: StackConfig;
  let variables: NodeJS.ProcessEnv;
  const runs: Run[] = [];

  beforeEach(async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "heliograph-lifecycle-"));
    variables = {
      PATH: process.env["PATH"],
      HELIOGRAPH_PORT: String(await freePortRange()),
      HELIOGRAPH_DATA_DIR: dataDirectory,
      HELIOGRAPH_TEST: "true",
    };
    config = loadConfig(variables);
  });

  afterEach(async () => {
    await command("stop").exited;
    await rm(config.dataDirectory, { recursive: true, force: true });
    for (const { child } of runs.splice(0)) expect(child.exitCode ?? child.signalCode).not.toBeNull();
  });

  function command(...args: string[]): Run {
    const child = spawn(process.execPath, [cli, ...args], {
      env: variables,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      text += String(chunk);
    });
    const run = {
      child,
      output: () => text,
      exited: new Promise<number | null>((resolve) => child.once("close", resolve)),
    };
    runs.push(run);
    return run;
  }

  async function running(): Promise<Status> {
    await vi.waitFor(async () => expect((await askSupervisor(config, "/status"))?.state).toBe("running"), {
      timeout: 25_000,
    });
    const status = await askSupervisor(config, "/status");
    if (status === undefined) throw new Error("The supervisor is gone.");
    return status;
  }

  const pidsOf = (status: Status) => [status.pid, ...status.processes.map(({ pid }) => pid ?? 0)];
  const expectAllGone = (pids: readonly number[]) =>
    vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 15_000 });

  test("Ctrl-C (a signal to the whole group) and SIGTERM to the supervisor leave no process", async () => {
    for (const interrupt of [
      (pid: number) => process.kill(-pid, "SIGINT"),
      (pid: number) => process.kill(pid, "SIGTERM"),
    ]) {
      const { child, exited, output } = command("up");
      const pids = pidsOf(await running());
      expect(pids.length).toBeGreaterThanOrEqual(4);
      interrupt(child.pid ?? 0);
      expect(await exited, output()).toBe(0);
      await expectAllGone(pids);
    }
  });

  test("after kill -9 of the supervisor everything ends by itself, and the next start finds its data", async () => {
    const first = command("up");
    const pids = pidsOf(await running());
    const key = (await loadKeys(config.dataDirectory)).publishableKey;
    process.kill(first.child.pid ?? 0, "SIGKILL");
    await expectAllGone(pids);
    const { child, exited } = command("up");
    const again = pidsOf(await running());
    expect((await loadKeys(config.dataDirectory)).publishableKey).toBe(key);
    expect((await fetch(`${config.url}/readyz`)).status).toBe(200);
    child.kill("SIGTERM");
    await exited;
    await expectAllGone(again);
  });

  test("a process that dies is started again, and the terminal says so", async () => {
    const { child, exited, output } = command("up");
    const before = await running();
    for (const name of ["gateway", "realtime", "postgres"]) {
      const pid = before.processes.find((entry) => entry.name === name)?.pid ?? 0;
      process.kill(pid, "SIGKILL");
      await vi.waitFor(() => expect(output()).toMatch(new RegExp(`${name} ended .*starting it again`)), {
        timeout: 10_000,
      });
    }
    await vi.waitFor(async () => expect((await fetch(`${config.url}/readyz`)).status).toBe(200), { timeout: 20_000 });
    const { publishableKey } = await loadKeys(config.dataDirectory);
    await vi.waitFor(
      async () =>
        expect(
          (await fetch(`${config.url}/rest/v1/no_such_table`, { headers: { apikey: publishableKey } })).status,
        ).toBe(404),
      { timeout: 10_000 },
    );
    child.kill("SIGTERM");
    expect(await exited, output()).toBe(0);
  });

  test("background start, second start, status, environment, stop", async () => {
    const started = command("start");
    expect(await started.exited, started.output()).toBe(0);
    const pids = pidsOf(await running());
    const again = command("up");
    expect(await again.exited).toBe(1);
    expect(again.output()).toContain("runs already");
    const status = command("status");
    expect(await status.exited).toBe(0);
    expect(status.output()).toContain(`running: ${config.url}`);
    const env = command("env");
    await env.exited;
    for (const name of [
      "API_URL",
      "DB_URL",
      "ANON_KEY",
      "SERVICE_ROLE_KEY",
      "PUBLISHABLE_KEY",
      "SECRET_KEY",
      "JWT_SECRET",
    ]) {
      expect(env.output()).toMatch(new RegExp(`^${name}="[^"]+"$`, "m"));
    }
    expect(await command("stop").exited).toBe(0);
    await expectAllGone(pids);
    expect(await command("status").exited).toBe(3);
  });

  test("a busy port is named", async () => {
    const occupant = createServer().listen(config.port, "127.0.0.1");
    try {
      const { exited, output } = command("up");
      expect(await exited).toBe(1);
      expect(output()).toContain(`Port ${config.port} (API and website) is in use`);
    } finally {
      occupant.close();
    }
  });
});
