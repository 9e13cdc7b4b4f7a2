import type { Database } from "@heliograph/shared/db/database.types.ts";
import { createClient, type PostgrestError } from "@supabase/supabase-js";
import type { ProbedKind } from "../checks/registry.ts";
import { type Backend, BackendError, type Lease, type ReportReceipt, type Result } from "./types.ts";

export interface BackendOptions {
  readonly url: string;
  readonly secretKey: string;
  readonly name: string;
  readonly region: string;
  readonly kinds: readonly ProbedKind[];
  readonly version: string;
  readonly organizationId: string | undefined;
  /** Of a reserved name. */
  readonly probeKey: string | undefined;
  readonly timeoutMs: number;
  readonly fetch?: typeof fetch;
}

// PostgREST's own codes for "the database is not there"; 40P01 and 40001 mean the transaction lost a race.
const transientCodes = /^(PGRST00[0-3]|08|53|57|58|XX|40P01|40001)/;

/** The probe's RPCs over supabase-js with the secret key. Registers by itself when the database does not know it yet. */
export function createBackend(options: BackendOptions): Backend {
  const client = createClient<Database>(options.url, options.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    ...(options.fetch && { global: { fetch: options.fetch } }),
  });
  let probeId: string | null = null;
  const deadline = () => AbortSignal.timeout(options.timeoutMs);

  async function register(): Promise<void> {
    const answer = await client
      .rpc("register_probe", {
        name: options.name,
        region_id: options.region,
        kinds: [...options.kinds],
        version: options.version,
        ...(options.organizationId && { organization_id: options.organizationId }),
        ...(options.probeKey && { probe_key: options.probeKey }),
      })
      .abortSignal(deadline());
    probeId = unwrap(answer);
  }

  async function identity(): Promise<string> {
    if (probeId === null) await register();
    if (probeId === null) throw new BackendError("register_probe returned nothing", "no_identity", true);
    return probeId;
  }

  return {
    register,
    async lease({ maxChecks, leaseSeconds, inFlight, capacity }): Promise<readonly Lease[]> {
      const answer = await client
        .rpc("lease_checks", {
          probe_id: await identity(),
          max_checks: maxChecks,
          lease_seconds: leaseSeconds,
          in_flight: inFlight,
          capacity,
        })
        .abortSignal(deadline());
      return unwrap(answer).map((row) => ({ ...row, allowed_networks: row.allowed_networks.map(String) }));
    },
    async report(results: readonly Result[]): Promise<ReportReceipt> {
      const answer = await client
        .rpc("report_results", { probe_id: await identity(), results: results.map((result) => ({ ...result })) })
        .abortSignal(deadline());
      const receipt = unwrap(answer)[0];
      if (receipt === undefined) throw new BackendError("report_results returned nothing", "no_receipt", true);
      return receipt;
    },
    async release(scheduleIds): Promise<void> {
      const answer = await client
        .rpc("release_leases", { probe_id: await identity(), schedule_ids: [...scheduleIds] })
        .abortSignal(deadline());
      unwrap(answer);
    },
  };
}

function unwrap<T>(
  answer: { data: T; error: null; status: number } | { data: null; error: PostgrestError; status: number },
): T {
  if (answer.error === null) return answer.data;
  const { error, status } = answer;
  const isTransient =
    status === 0 || status >= 500 || status === 408 || status === 429 || transientCodes.test(error.code ?? "");
  throw new BackendError(error.message, error.code || String(status), isTransient);
}
