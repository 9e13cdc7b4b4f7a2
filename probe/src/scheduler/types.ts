import type { CheckKind } from "../checks/registry.ts";

/** A leased check, as `lease_checks` returns it. */
export interface Lease {
  readonly schedule_id: number | null;
  readonly request_id: string | null;
  readonly kind: CheckKind;
  readonly config: unknown;
  readonly timeout_ms: number;
  readonly interval_seconds: number | null;
  readonly observe: readonly string[];
  readonly allowed_networks: readonly string[];
}

/** A finished check, in the shape `report_results` takes. Times in ms, `checked_at` is when the check began. */
export interface Result {
  readonly schedule_id?: number;
  readonly request_id?: string;
  readonly checked_at: string;
  readonly up: boolean;
  readonly inconclusive?: boolean;
  readonly latency_ms: number | null;
  readonly status_code: number | null;
  readonly reason: string | null;
  readonly timings: Readonly<Record<string, number | null>> | null;
  readonly metrics: Readonly<Record<string, string | number | boolean>> | null;
}

/** What the database said of a batch. */
export interface ReportReceipt {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

/** The database as a probe sees it. Every call rejects with a `BackendError`. */
export interface Backend {
  register(): Promise<void>;
  lease(limits: {
    maxChecks: number;
    leaseSeconds: number;
    inFlight: number;
    capacity: number;
  }): Promise<readonly Lease[]>;
  report(results: readonly Result[]): Promise<ReportReceipt>;
  release(scheduleIds: readonly number[]): Promise<void>;
}

/** `isTransient` tells an outage (retry, keep everything) from a refusal (the same call will never succeed). */
export class BackendError extends Error {
  readonly code: string;
  readonly isTransient: boolean;
  constructor(message: string, code: string, isTransient: boolean) {
    super(message);
    this.code = code;
    this.isTransient = isTransient;
  }
}
