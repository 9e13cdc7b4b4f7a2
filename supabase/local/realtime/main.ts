import { fstatSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { Socket } from "node:net";
import process from "node:process";
import { readConfig } from "./config.ts";
import { createLog, errorText } from "./log.ts";
import { startRealtime } from "./realtime.ts";

const STOP_DEADLINE_MS = 5_000;

const config = readConfig(process.env);
const log = createLog(config.logLevel);
const realtime = await startRealtime(config, log);
log("info", "listening", { address: realtime.address });
// Where NODE_COMPILE_CACHE is set: a process that is killed never writes it, and without it every start pays, in time
// and for good in memory, for compiling TypeScript.
flushCompileCache();
process.send?.({ type: "listening", address: realtime.address });

process.on("message", (message, handle) => {
  if (handle instanceof Socket) realtime.adopt(message, handle);
});

let isStopping = false;

async function stop(reason: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log("info", "stopping", { reason });
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await realtime.stop();
  process.exit(0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));

// The parent holds the other end of the channel or pipe; when it dies, however it dies, this end closes.
process.on("disconnect", () => void stop("parent gone"));
if (!process.connected && isPipe(0)) {
  process.stdin.on("end", () => void stop("parent gone"));
  process.stdin.resume();
}

process.on("unhandledRejection", (error) => {
  log("error", "unhandled rejection", { error: errorText(error) });
});

function isPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
