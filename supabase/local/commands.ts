import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { commandLine } from "./command-line.ts";
import type { StackConfig } from "./config.ts";
import { askSupervisor, serveControl } from "./control.ts";
import { demoServices } from "./demo/targets.ts";
import { formatEnvironment, stackEnvironment } from "./env.ts";
import { loadKeys } from "./keys.ts";
import { Logs } from "./logs.ts";
import { stopLeftover } from "./postgres/server.ts";
import { isAlive } from "./process/pid.ts";
import { makePrivateDirectory } from "./process/private-directory.ts";
import { processNames, Supervisor } from "./supervisor.ts";
import { welcome } from "./welcome.ts";

const usage = `Usage: pnpm stack <command>
  up       start everything and stay in the foreground (what npm start does)
  start    start everything in the background
  stop     stop it
  reset    stop it and delete the database, files and keys
  status   what runs, and where
  env      connection settings, as \`supabase status -o env\` prints them
  demo break <name> [hang] | demo mend <name>    switch a demo service (${demoServices.join(", ")})
`;

const print = (text: string) => void process.stdout.write(text);

/** @returns the exit code */
export async function runCommand([command, ...rest]: readonly string[], config: StackConfig): Promise<number> {
  switch (command) {
    case "up":
      return up(config);
    case "start":
      return start(config);
    case "stop":
      return stop(config);
    case "reset":
      await stop(config);
      // A mistyped HELIOGRAPH_DATA_DIR must not cost somebody their home.
      if (existsSync(config.dataDirectory) && !existsSync(join(config.dataDirectory, "keys.json"))) {
        throw new Error(`${config.dataDirectory} is not the data folder of a stack: it has no keys.json.`);
      }
      await rm(config.dataDirectory, { recursive: true, force: true });
      print(`Deleted ${config.dataDirectory}\n`);
      return 0;
    case "status":
      return status(config);
    case "env":
      print(formatEnvironment(stackEnvironment(config, await loadKeys(config.dataDirectory))));
      return 0;
    case "demo":
      return demo(config, rest);
    default:
      process.stderr.write(usage);
      return command === undefined || command === "help" ? 0 : 2;
  }
}

async function up(config: StackConfig): Promise<number> {
  const running = await askSupervisor(config, "/status");
  if (running !== undefined) {
    throw new Error(`The stack runs already (${running.url}). Stop it with: ${commandLine(config, "stack stop")}`);
  }
  const startedAt = performance.now();
  await makePrivateDirectory(config.runDirectory);
  const keys = await loadKeys(config.dataDirectory);
  const logs = await Logs.open(config.dataDirectory, processNames);
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  const supervisor = new Supervisor({ config, keys, logs, report: (line) => print(`${seconds()}  ${line}\n`) });
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ask());
  // Without its parent a background stack goes on; a test's stack must not (its channel closes).
  process.on("disconnect", () => ask());
  const control = await serveControl(config, () => supervisor.status(), ask);
  let code = 0;
  try {
    const stopped = asked.then(() => "stop" as const);
    const outcome = await Promise.race([supervisor.start(), stopped]);
    if (outcome !== "stop") {
      print(`${seconds()}  ready\n\n${welcome(config, outcome, process.stdout.isTTY)}`);
      process.send?.({ type: "ready" });
      await stopped;
    }
    print("Stopping …\n");
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    code = 1;
  }
  await supervisor.stop();
  control.close();
  await logs.close();
  await rm(config.runDirectory, { recursive: true, force: true });
  process.disconnect?.();
  return code;
}

async function start(config: StackConfig): Promise<number> {
  if ((await askSupervisor(config, "/status"))?.state === "running") {
    print("The stack runs already.\n");
    return 0;
  }
  await makePrivateDirectory(join(config.dataDirectory, "logs"));
  const logFile = join(config.dataDirectory, "logs", "stack.log");
  await rm(logFile, { force: true });
  const output = openSync(logFile, "a");
  const cli = join(import.meta.dirname, "cli.ts");
  const child = spawn(process.execPath, [cli, "up"], { detached: true, stdio: ["ignore", output, output] });
  let exited = false;
  child.once("exit", () => {
    exited = true;
  });
  child.unref();
  let shown = 0;
  const show = async () => {
    const text = await readFile(logFile, "utf8").catch(() => "");
    print(text.slice(shown));
    shown = text.length;
  };
  while (!exited) {
    await show();
    if ((await askSupervisor(config, "/status"))?.state === "running") {
      await delay(50);
      await show();
      return 0;
    }
    await delay(100);
  }
  await show();
  return 1;
}

async function stop(config: StackConfig): Promise<number> {
  const running = await askSupervisor(config, "/stop");
  if (running === undefined) {
    // Nobody supervises: what a killed supervisor left is ended here.
    await stopLeftover(config);
    print("The stack does not run.\n");
    return 0;
  }
  const deadline = Date.now() + 30_000;
  while (isAlive(running.pid)) {
    if (Date.now() > deadline) throw new Error(`Process ${running.pid} did not stop within 30 s.`);
    await delay(50);
  }
  print("Stopped.\n");
  return 0;
}

async function status(config: StackConfig): Promise<number> {
  const running = await askSupervisor(config, "/status");
  if (running === undefined) {
    print("The stack does not run.\n");
    return 3;
  }
  print(`${running.state}: ${running.url}\n`);
  for (const { name, pid } of running.processes)
    print(`  ${name.padEnd(10)} ${pid === null ? "not running" : `pid ${pid}`}\n`);
  return 0;
}

async function demo(config: StackConfig, [action, name, how]: readonly string[]): Promise<number> {
  const service = demoServices.find((known) => known === name);
  const isUnderstood =
    (action === "break" && (how === undefined || how === "hang")) || (action === "mend" && how === undefined);
  if (service === undefined || !isUnderstood) {
    process.stderr.write(usage);
    return 2;
  }
  const mode = action === "mend" ? "ok" : how === "hang" ? "hang" : "error";
  const response = await fetch(`http://127.0.0.1:${config.demoPort}/_/${service}/${mode}`, { method: "POST" }).catch(
    () => undefined,
  );
  if (response?.ok !== true) {
    throw new Error(
      `The demo services do not run (port ${config.demoPort}). Start the stack first, and give this command the HELIOGRAPH_… settings it was started with.`,
    );
  }
  print(
    action === "mend"
      ? `${service} works again.\n`
      : `${service} is broken (${mode === "hang" ? "never answers" : "answers 503"}).\n`,
  );
  return 0;
}
