import { aborted } from "../daemon/lifecycle.ts";
import type { Logger } from "../daemon/logger.ts";
import type { ProbeMetrics } from "../daemon/metrics.ts";
import { Assignments } from "./assignments.ts";
import type { Reporter } from "./reporter.ts";
import type { RunLease } from "./runner.ts";
import type { Spool } from "./spool.ts";
import { type Backend, BackendError, type Lease } from "./types.ts";

export interface SchedulerOptions {
  readonly backend: Backend;
  readonly run: RunLease;
  readonly reporter: Reporter;
  readonly spool: Spool;
  readonly logger: Logger;
  readonly metrics: ProbeMetrics;
  /** Checks under way at once. */
  readonly concurrency: number;
  readonly leaseSeconds: number;
  readonly now?: () => number;
}

/** What one step did: how long to wait before the next, in ms. */
export interface StepResult {
  readonly started: number;
  readonly waitMs: number;
}

const idleMs = 200;
const busyMs = 5;
const awayMs = 1000;
/** Looks at every assignment there is, so not at each of up to 200 steps a second. */
const forgetEveryMs = 5000;
/** Results that wait for a database that answers; more would only make every status late. */
const maxWaiting = 3000;

/**
 * Leases what is due, as much as there is room for, and runs it. Nothing is queued in memory: what is leased runs.
 * While the database is away the checks last assigned go on by their intervals, and their results wait in the spool.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #assignments = new Assignments();
  readonly #running = new Map<Promise<void>, Lease>();
  readonly #now: () => number;
  readonly #abort = new AbortController();
  #isAway = false;
  #lastLeaseAt = 0;
  #forgotAt = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get inFlight(): number {
    return this.#running.size;
  }

  /** When the database last answered a lease (ms since the epoch); 0 before the first time. */
  get lastLeaseAt(): number {
    return this.#lastLeaseAt;
  }

  /** One tick: lease, start, say when to come again. */
  async step(): Promise<StepResult> {
    const { backend, spool, concurrency, leaseSeconds, logger, reporter, metrics } = this.#options;
    const room = concurrency - this.#running.size;
    metrics.inFlightChecks.set(this.#running.size);
    if (room <= 0) {
      await Promise.race(this.#running.keys());
      return { started: 0, waitMs: 0 };
    }
    if (spool.isFull) return { started: 0, waitMs: awayMs };
    if (spool.length >= maxWaiting && !this.#isAway && !reporter.isBackendAway) return { started: 0, waitMs: busyMs };
    try {
      const leases = await backend.lease({
        maxChecks: room,
        leaseSeconds,
        inFlight: this.#running.size,
        capacity: concurrency,
      });
      this.#lastLeaseAt = this.#now();
      if (this.#isAway) {
        this.#isAway = false;
        logger.info("database is back", { waiting: spool.length });
        reporter.wake();
      }
      for (const lease of leases) {
        this.#assignments.remember(lease, this.#lastLeaseAt);
        this.#start(lease);
      }
      if (this.#lastLeaseAt - this.#forgotAt > forgetEveryMs) {
        this.#forgotAt = this.#lastLeaseAt;
        this.#assignments.forgetOld(this.#lastLeaseAt);
      }
      return { started: leases.length, waitMs: leases.length === room ? busyMs : idleMs * (0.75 + Math.random() / 2) };
    } catch (error) {
      if (!(error instanceof BackendError) || !error.isTransient) throw error;
      if (!this.#isAway)
        logger.warn("database is away, checking on", { assignments: this.#assignments.size, error: error.message });
      this.#isAway = true;
      const due = this.#assignments.takeDue(this.#now(), concurrency - this.#running.size);
      for (const lease of due) this.#start(lease);
      return { started: due.length, waitMs: awayMs };
    }
  }

  /** Resolves when no check is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.keys());
  }

  /** Gives running checks until the deadline; what is left is aborted and its lease given back. */
  async stop(deadline: AbortSignal): Promise<void> {
    await Promise.race([this.settled(), aborted(deadline)]);
    const unfinished = [...this.#running.values()].flatMap((lease) => lease.schedule_id ?? []);
    this.#abort.abort();
    await this.settled();
    if (unfinished.length > 0) await this.#options.backend.release(unfinished).catch(() => {});
  }

  #start(lease: Lease): void {
    const { run, reporter, metrics } = this.#options;
    const task = run(lease, this.#abort.signal).then((result) => {
      this.#running.delete(task);
      // A check that was cut off by our own stop observed nothing.
      if (this.#abort.signal.aborted) return;
      metrics.checks.inc({
        kind: lease.kind,
        outcome: result.inconclusive ? "inconclusive" : result.up ? "up" : "down",
      });
      reporter.add(result);
    });
    this.#running.set(task, lease);
  }
}
