import type { z } from "zod";
import type { NetworkGuard } from "../network/guard.ts";

/** Durations of a check's phases in milliseconds; null where a phase did not happen. */
export interface Timings {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  readonly first_byte: number | null;
}

/** What a check observed. "Down" is a value; a checker that throws has a bug. */
export interface Outcome {
  readonly up: boolean;
  /** Whole duration in milliseconds; null when there was no answer. */
  readonly latencyMs: number | null;
  readonly statusCode: number | null;
  /** Machine-readable cause, see docs/check-kinds; null when up. */
  readonly reason: string | null;
  readonly timings: Timings | null;
  readonly metrics: Readonly<Record<string, string | number | boolean>> | null;
}

export interface CheckContext {
  /** Unique name of this check; sent along where the protocol has room, so that a target's log can be compared. */
  readonly checkId: string;
  /** Aborted at the check's timeout or when the probe stops. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Metrics that the monitor's criteria want from the answer, such as `json.$.status` or `body.contains:ok`. */
  readonly observe: readonly string[];
  /** Resolves names and refuses addresses that this organization may not reach. */
  readonly guard: NetworkGuard;
}

/** One kind of check: the schema of its configuration and how it is run. */
export interface Checker<Config> {
  readonly config: z.ZodType<Config>;
  run(config: Config, context: CheckContext): Promise<Outcome>;
}

/** An outcome without an answer. */
export function down(reason: string, details: Partial<Omit<Outcome, "up" | "reason">> = {}): Outcome {
  return { up: false, latencyMs: null, statusCode: null, timings: null, metrics: null, ...details, reason };
}
