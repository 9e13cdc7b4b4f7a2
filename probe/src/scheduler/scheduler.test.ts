import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "../daemon/logger.ts";
import { createMetrics } from "../daemon/metrics.ts";
import { Reporter } from "./reporter.ts";
import { createRunner } from "./runner.ts";
import { Scheduler } from "./scheduler.ts";
import { Spool } from "./spool.ts";
import { type Backend, BackendError, type Lease, type Result } from "./types.ts";

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-scheduler-"));
  lines = [];
});
const reporters: Reporter[] = [];
afterEach(async () => {
  await Promise.all(reporters.splice(0).map((reporter) => reporter.drain(AbortSignal.timeout(1000))));
  rmSync(folder, { recursive: true });
});

const lease = (id: number, changes: Partial<Lease> = {}): Lease => ({
  schedule_id: id,
  request_id: null,
  kind: "tcp",
  config: {},
  timeout_ms: 1000,
  interval_seconds: 10,
  observe: [],
  allowed_networks: [],
  ...changes,
});

/** A database that hands out what it is given and remembers what it is told. */
class FakeBackend implements Backend {
  due: Lease[] = [];
  reported: Result[] = [];
  released: number[] = [];
  failure: BackendError | null = null;
  async register(): Promise<void> {}
  async lease({ maxChecks }: { maxChecks: number }): Promise<readonly Lease[]> {
    if (this.failure !== null) throw this.failure;
    return this.due.splice(0, maxChecks);
  }
  async report(results: readonly Result[]) {
    if (this.failure !== null) throw this.failure;
    this.reported.push(...results);
    return { accepted: results.length, duplicates: 0, rejected: 0 };
  }
  async release(ids: readonly number[]): Promise<void> {
    this.released.push(...ids);
  }
}

interface Setup {
  readonly backend: FakeBackend;
  readonly spool: Spool;
  readonly reporter: Reporter;
  readonly scheduler: Scheduler;
}

function setup(
  options: {
    concurrency?: number;
    run?: (signal: AbortSignal) => Promise<boolean>;
    canary?: boolean;
    now?: () => number;
  } = {},
): Setup {
  const backend = new FakeBackend();
  const spool = new Spool(folder, 1e6);
  const logger = createLogger((line) => lines.push(line));
  const metrics = createMetrics();
  const reporter = new Reporter({ backend, spool, logger, metrics, gatherMs: 1 });
  reporters.push(reporter);
  const run = createRunner({
    canary: { isReachable: async () => options.canary ?? true },
    checkerOf:
      () =>
      async (_config, { signal }) => {
        const up = await (options.run?.(signal) ?? Promise.resolve(true));
        return {
          up,
          latencyMs: up ? 1 : null,
          statusCode: null,
          reason: up ? null : "timeout",
          timings: null,
          metrics: null,
        };
      },
  });
  const scheduler = new Scheduler({
    backend,
    run,
    reporter,
    spool,
    logger,
    metrics,
    concurrency: options.concurrency ?? 10,
    leaseSeconds: 20,
    ...(options.now && { now: options.now }),
  });
  return { backend, spool, reporter, scheduler };
}

const away = new BackendError("fetch failed", "0", true);

describe("the scheduler", () => {
  it("runs what it leased and reports it", async () => {
    const { backend, scheduler } = setup();
    backend.due = [lease(1), lease(2)];
    await scheduler.step();
    await vi.waitFor(() => expect(backend.reported.map((result) => result.schedule_id)).toEqual([1, 2]));
  });

  it("never leases more than it has room for", async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const { backend, scheduler } = setup({ concurrency: 3, run: () => promise });
    backend.due = Array.from({ length: 5 }, (_, index) => lease(index));
    expect(await scheduler.step()).toMatchObject({ started: 3 });
    const second = scheduler.step();
    resolve(true);
    expect(await second).toEqual({ started: 0, waitMs: 0 });
    await scheduler.settled();
    expect(await scheduler.step()).toMatchObject({ started: 2 });
  });

  it("goes on by the intervals while the database is away, and sends everything when it is back", async () => {
    let now = 1_000_000;
    const { backend, scheduler, spool, reporter } = setup({ now: () => now });
    backend.due = [lease(1)];
    await scheduler.step();
    await vi.waitFor(() => expect(backend.reported).toHaveLength(1));
    backend.failure = away;
    await scheduler.step();
    expect(spool.length).toBe(0);
    for (let round = 0; round < 3; round += 1) {
      now += 10_000;
      await scheduler.step();
      await scheduler.settled();
      reporter.flush();
    }
    expect(spool.length).toBe(3);
    backend.failure = null;
    await scheduler.step();
    reporter.wake();
    await vi.waitFor(() => expect(backend.reported).toHaveLength(4));
    expect(spool.length).toBe(0);
  });

  it("leases nothing more when the spool is full", async () => {
    const { backend, scheduler, spool } = setup();
    vi.spyOn(spool, "isFull", "get").mockReturnValue(true);
    backend.due = [lease(1)];
    expect(await scheduler.step()).toMatchObject({ started: 0 });
    expect(backend.due).toHaveLength(1);
  });

  it("leases nothing more while thousands of results wait for a database that answers, unless reports fail", async () => {
    const { backend, reporter, scheduler, spool } = setup();
    vi.spyOn(spool, "length", "get").mockReturnValue(3000);
    const isBackendAway = vi.spyOn(reporter, "isBackendAway", "get").mockReturnValue(false);
    backend.due = [lease(1)];
    expect(await scheduler.step()).toMatchObject({ started: 0 });
    isBackendAway.mockReturnValue(true);
    expect(await scheduler.step()).toMatchObject({ started: 1 });
    vi.restoreAllMocks();
    await scheduler.settled();
  });

  it("gives back what it could not finish in time", async () => {
    const { backend, scheduler } = setup({
      run: (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(false))),
    });
    backend.due = [lease(7)];
    await scheduler.step();
    await scheduler.stop(AbortSignal.abort());
    expect(backend.released).toEqual([7]);
    expect(backend.reported).toEqual([]);
  });

  it("does not swallow a refusal that will not pass", async () => {
    const { backend, scheduler } = setup();
    backend.failure = new BackendError("There is no such region.", "HG404", false);
    await expect(scheduler.step()).rejects.toMatchObject({ code: "HG404" });
  });
});

describe("the runner", () => {
  it("a failed check with an unreachable canary is inconclusive, not down", async () => {
    const { backend, scheduler } = setup({ run: async () => false, canary: false });
    backend.due = [lease(1)];
    await scheduler.step();
    await vi.waitFor(() =>
      expect(backend.reported[0]).toMatchObject({ up: false, inconclusive: true, reason: "probe_offline" }),
    );
  });

  it("a checker that throws is reported as its own failure", async () => {
    const { backend, scheduler } = setup({ run: () => Promise.reject(new RangeError("bug")) });
    backend.due = [lease(1)];
    await scheduler.step();
    await vi.waitFor(() =>
      expect(backend.reported[0]).toMatchObject({ up: false, reason: "checker_failed:RangeError" }),
    );
  });

  it("a check is cut off at its own timeout", async () => {
    const { backend, scheduler } = setup({
      run: (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(false))),
    });
    backend.due = [lease(1, { timeout_ms: 10 })];
    await scheduler.step();
    await vi.waitFor(() => expect(backend.reported[0]).toMatchObject({ up: false, reason: "timeout" }));
  });
});

describe("the reporter", () => {
  it("drops a batch the database refuses for good, and says so, instead of blocking all others", async () => {
    const { backend, reporter, spool } = setup();
    backend.failure = new BackendError("invalid input", "22P02", false);
    reporter.add({
      checked_at: "x",
      up: true,
      latency_ms: null,
      status_code: null,
      reason: null,
      timings: null,
      metrics: null,
    });
    await vi.waitFor(() => expect(spool.length).toBe(0));
    await vi.waitFor(() => expect(lines.join()).toContain("batch refused"));
  });
});
