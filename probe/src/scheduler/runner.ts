import type { Outcome } from "../checks/checker.ts";
import { down } from "../checks/checker.ts";
import type { CheckKind, RunCheck } from "../checks/registry.ts";
import { NetworkGuard } from "../network/guard.ts";
import type { Canary } from "./canary.ts";
import type { Lease, Result } from "./types.ts";

export interface RunnerOptions {
  readonly checkerOf: (kind: CheckKind) => RunCheck | null;
  readonly canary: Canary;
  readonly guardOf?: (allowedNetworks: readonly string[]) => NetworkGuard;
  readonly now?: () => number;
}

/** A check that does not heed its signal is given up after this, or it would hold one of the probe's places for good. */
const graceMs = 2_000;

/** The reason given when a check reached its timeout. */
class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** Runs one leased check to a result. Never rejects: what a checker throws is a bug and is reported as such. */
export type RunLease = (lease: Lease, stopping: AbortSignal) => Promise<Result>;

/** Runs checks against their timeout; a failure counts only once the canary proves this probe's own network. */
export function createRunner(options: RunnerOptions): RunLease {
  const guardOf = options.guardOf ?? cachedGuards();
  const now = options.now ?? Date.now;
  return async (lease, stopping) => {
    const checkedAt = new Date(now()).toISOString();
    const checkId = `${lease.schedule_id ?? lease.request_id}@${checkedAt}`;
    const outcome = await runWithTimeout(lease, checkId, stopping, options.checkerOf(lease.kind), guardOf);
    // A refusal by our own rules says nothing about the network.
    const needsProof =
      !outcome.up && outcome.reason !== "private_address" && outcome.reason !== "invalid_configuration";
    const isInconclusive = needsProof && !(await options.canary.isReachable());
    return {
      ...(lease.schedule_id !== null ? { schedule_id: lease.schedule_id } : {}),
      ...(lease.request_id !== null ? { request_id: lease.request_id } : {}),
      checked_at: checkedAt,
      up: outcome.up,
      ...(isInconclusive && { inconclusive: true }),
      latency_ms: rounded(outcome.latencyMs),
      status_code: outcome.statusCode,
      reason: isInconclusive ? "probe_offline" : outcome.reason,
      timings: outcome.timings && {
        dns: rounded(outcome.timings.dns),
        connect: rounded(outcome.timings.connect),
        tls: rounded(outcome.timings.tls),
        first_byte: rounded(outcome.timings.first_byte),
      },
      metrics: outcome.metrics,
    };
  };
}

async function runWithTimeout(
  lease: Lease,
  checkId: string,
  stopping: AbortSignal,
  runCheck: RunCheck | null,
  guardOf: (allowedNetworks: readonly string[]) => NetworkGuard,
): Promise<Outcome> {
  if (runCheck === null) return down("unknown_kind");
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new TimeoutError("timeout")), lease.timeout_ms);
  const overdue = Promise.withResolvers<Outcome>();
  const overdueTimer = setTimeout(() => overdue.resolve(down("timeout")), lease.timeout_ms + graceMs);
  const onStop = () => controller.abort();
  stopping.addEventListener("abort", onStop, { once: true });
  try {
    const context = {
      checkId,
      signal: controller.signal,
      timeoutMs: lease.timeout_ms,
      observe: lease.observe,
      guard: guardOf(lease.allowed_networks),
    };
    return await Promise.race([runCheck(lease.config, context), overdue.promise]);
  } catch (error) {
    return down(`checker_failed:${error instanceof Error ? error.name : "unknown"}`);
  } finally {
    clearTimeout(timer);
    clearTimeout(overdueTimer);
    stopping.removeEventListener("abort", onStop);
  }
}

/** Guards by their networks: organizations are few, checks are many. */
function cachedGuards(): (allowedNetworks: readonly string[]) => NetworkGuard {
  const guards = new Map<string, NetworkGuard>();
  return (allowedNetworks) => {
    const key = allowedNetworks.join();
    let guard = guards.get(key);
    if (guard === undefined) {
      if (guards.size > 1000) guards.clear();
      guard = new NetworkGuard(allowedNetworks);
      guards.set(key, guard);
    }
    return guard;
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 100) / 100;
}
