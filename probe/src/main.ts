import { flushCompileCache } from "node:module";
import packageJson from "../package.json" with { type: "json" };
import { availableKinds, checkerOf } from "./checks/registry.ts";
import { loadConfig, redacted, SettingsError } from "./daemon/config.ts";
import { startHealthServer } from "./daemon/health.ts";
import { loop } from "./daemon/lifecycle.ts";
import { createLogger } from "./daemon/logger.ts";
import { createMetrics } from "./daemon/metrics.ts";
import { createBackend } from "./scheduler/backend.ts";
import { createCanary } from "./scheduler/canary.ts";
import { Reporter } from "./scheduler/reporter.ts";
import { createRunner } from "./scheduler/runner.ts";
import { Scheduler } from "./scheduler/scheduler.ts";
import { Spool } from "./scheduler/spool.ts";

const stopDeadlineMs = 15_000;
const requestTimeoutMs = 20_000;
const readyWithinMs = 30_000;

// Look-ups of names run on the thread pool; four of them would make slow name servers a queue.
process.env["UV_THREADPOOL_SIZE"] ??= "32";

const logger = createLogger((line) => process.stdout.write(line));

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const kinds = availableKinds(process.env["PATH"] ?? "");
  const metrics = createMetrics();
  const spool = new Spool(config.PROBE_SPOOL_DIR, config.PROBE_SPOOL_MAX_MIB * 1_048_576);
  const backend = createBackend({
    url: config.SUPABASE_URL,
    secretKey: config.SUPABASE_SECRET_KEY,
    name: config.PROBE_NAME,
    region: config.PROBE_REGION,
    organizationId: config.PROBE_ORGANIZATION_ID,
    probeKey: config.PROBE_KEY,
    kinds,
    version: packageJson.version,
    timeoutMs: requestTimeoutMs,
  });
  const canary = createCanary({ targets: config.canaries, timeoutMs: 3000, keepMs: 2000 });
  const reporter = new Reporter({ backend, spool, logger, metrics });
  const scheduler = new Scheduler({
    backend,
    run: createRunner({ checkerOf, canary }),
    reporter,
    spool,
    logger,
    metrics,
    concurrency: config.PROBE_CONCURRENCY,
    leaseSeconds: config.PROBE_LEASE_SECONDS,
  });
  const health =
    config.PROBE_HEALTH_PORT === undefined
      ? null
      : await startHealthServer({
          host: config.PROBE_HEALTH_HOST,
          port: config.PROBE_HEALTH_PORT,
          registry: metrics.registry,
          readiness: () => ({
            database: Date.now() - scheduler.lastLeaseAt < readyWithinMs ? "ok" : "no lease for 30 s",
            spool: spool.isFull ? "full" : "ok",
          }),
        });

  logger.info("probe started", { ...redacted(config), kinds, version: packageJson.version, waiting: spool.length });
  // Where NODE_COMPILE_CACHE is set: a process that is killed never writes it.
  flushCompileCache();
  reporter.flush();
  const stopping = new AbortController();
  if (process.argv.includes("--once")) {
    await scheduler.step();
    await scheduler.settled();
  } else {
    stopOnSignals(stopping);
    await loop(() => scheduler.step(), stopping.signal);
  }
  const deadline = AbortSignal.timeout(stopDeadlineMs);
  await scheduler.stop(deadline);
  await reporter.drain(deadline);
  await health?.close();
  logger.info("probe stopped", { waiting: spool.length });
}

/** The first signal stops gracefully, the second at once; so does the end of a parent that holds our channel. */
function stopOnSignals(stopping: AbortController): void {
  const stop = () => {
    if (stopping.signal.aborted) process.exit(1);
    logger.info("probe stopping");
    stopping.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.once("disconnect", stop);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof SettingsError) process.stderr.write(`${error.message}\n`);
    else
      logger.error("probe failed", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exit(1);
  },
);
