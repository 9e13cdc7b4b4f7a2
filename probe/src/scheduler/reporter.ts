import { aborted } from "../daemon/lifecycle.ts";
import type { Logger } from "../daemon/logger.ts";
import type { ProbeMetrics } from "../daemon/metrics.ts";
import type { Spool } from "./spool.ts";
import { type Backend, BackendError, type ReportReceipt, type Result } from "./types.ts";

export interface ReporterOptions {
  readonly backend: Backend;
  readonly spool: Spool;
  readonly logger: Logger;
  readonly metrics: ProbeMetrics;
  /** How long a result may wait in memory for others before it is written to disk and sent (ms). */
  readonly gatherMs?: number;
}

const firstRetryMs = 250;
const lastRetryMs = 15_000;

/** SQLSTATE classes that blame a value: data exceptions and violated constraints. */
const dataErrors = /^2[23]/;

/**
 * Carries results to the database: gathers for a moment, writes them to the spool, sends the spool's oldest segment
 * until it is acknowledged. One report is under way at a time, so that results arrive in the order they happened and
 * batches grow by themselves when the database is slow.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #gatherMs: number;
  #gathered: Result[] = [];
  #flushTimer: NodeJS.Timeout | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;
  #retryMs = firstRetryMs;
  #isBackendAway = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#gatherMs = options.gatherMs ?? 20;
  }

  /** Whether the last report failed because the database could not be reached. */
  get isBackendAway(): boolean {
    return this.#isBackendAway;
  }

  /** Whether everything that was added has been acknowledged. */
  get isIdle(): boolean {
    return this.#gathered.length === 0 && this.#options.spool.length === 0 && this.#sending === null;
  }

  add(result: Result): void {
    this.#gathered.push(result);
    this.#flushTimer ??= setTimeout(() => this.flush(), this.#gatherMs);
  }

  /** Writes what was gathered to disk and starts sending. */
  flush(): void {
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
    if (this.#gathered.length > 0) {
      this.#options.spool.append(this.#gathered);
      this.#gathered = [];
    }
    this.#options.metrics.spooledResults.set(this.#options.spool.length);
    if (this.#retryTimer === null) this.#send();
  }

  /** Tries at once what waits for a retry (called when the database answers again). */
  wake(): void {
    if (this.#retryTimer === null) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#send();
  }

  /** Flushes and waits until everything is acknowledged or the deadline aborts; the rest stays on disk. */
  async drain(deadline: AbortSignal): Promise<void> {
    this.flush();
    this.wake();
    const ended = aborted(deadline);
    while (!this.isIdle && !deadline.aborted && this.#retryTimer === null) {
      this.flush();
      if (this.#sending !== null) await Promise.race([this.#sending, ended]);
    }
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  async #sendAll(): Promise<void> {
    const { spool, logger, metrics } = this.#options;
    for (let segment = spool.peek(); segment !== null; segment = spool.peek()) {
      const startedAt = performance.now();
      try {
        const receipt = await this.#deliver(segment.results);
        spool.acknowledge(segment);
        metrics.reportedResults.inc(segment.results.length);
        metrics.reportSeconds.observe((performance.now() - startedAt) / 1000);
        this.#retryMs = firstRetryMs;
        if (this.#isBackendAway) logger.info("reporting resumed", { waiting: spool.length });
        this.#isBackendAway = false;
        if (receipt.rejected > 0) logger.warn("results rejected", { rejected: receipt.rejected });
      } catch (error) {
        const isTransient = !(error instanceof BackendError) || error.isTransient;
        if (!isTransient) {
          // The same batch would be refused for ever and hold up all others.
          logger.error("batch refused", { results: segment.results.length, error: String(error) });
          metrics.refusedResults.inc(segment.results.length);
          spool.acknowledge(segment);
          continue;
        }
        if (!this.#isBackendAway) logger.warn("reporting failed", { error: String(error), waiting: spool.length });
        this.#isBackendAway = true;
        this.#retryLater();
        return;
      }
    }
    metrics.spooledResults.set(spool.length);
  }

  /**
   * Reports results; when the database refuses them for what one of them contains, the halves are tried, so that one
   * result cannot take those of all other monitors with it. What was reported twice counts once.
   */
  async #deliver(results: readonly Result[]): Promise<ReportReceipt> {
    try {
      return await this.#options.backend.report(results);
    } catch (error) {
      const isAboutData = error instanceof BackendError && !error.isTransient && dataErrors.test(error.code);
      if (!isAboutData || results.length === 1) throw error;
      const middle = Math.ceil(results.length / 2);
      const receipt = { accepted: 0, duplicates: 0, rejected: 0 };
      for (const half of [results.slice(0, middle), results.slice(middle)]) {
        const part = await this.#deliverOrRefuse(half);
        receipt.accepted += part.accepted;
        receipt.duplicates += part.duplicates;
        receipt.rejected += part.rejected;
      }
      return receipt;
    }
  }

  async #deliverOrRefuse(results: readonly Result[]): Promise<ReportReceipt> {
    try {
      return await this.#deliver(results);
    } catch (error) {
      if (!(error instanceof BackendError) || error.isTransient) throw error;
      this.#options.logger.error("result refused", { scheduleId: results[0]?.schedule_id, error: String(error) });
      this.#options.metrics.refusedResults.inc(results.length);
      return { accepted: 0, duplicates: 0, rejected: 0 };
    }
  }

  #retryLater(): void {
    const delayMs = this.#retryMs * (0.5 + Math.random());
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = null;
      this.#send();
    }, delayMs);
  }
}
