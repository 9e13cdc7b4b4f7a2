import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import type { AuditFilter } from "./list-filter.ts";

type Returned = Functions["audit_log"]["Returns"][number];

/** An entry of the log. What is null was done by the machine, or by somebody whose account is gone. */
export type AuditEntry = Omit<
  Returned,
  "actor_id" | "actor_name" | "actor_email" | "ip" | "user_agent" | "organization_name"
> & {
  actor_id: string | null;
  actor_name: string | null;
  actor_email: string | null;
  ip: string | null;
  user_agent: string | null;
  /** Null for what belongs to the instance, or to an organization that is gone. */
  organization_name: string | null;
};

const pageSize = 50;
/** The log is not announced: every act would be two messages. */
const refetchMs = 30_000;

/** Key root of the log. @param organizationId null for that of the whole instance */
export const auditKey = (organizationId: string | null) => ["audit", organizationId] as const;

/** The arguments of the RPC that a filter stands for. Days are those of this device's clock. */
export function auditArguments(organizationId: string | null, filter: AuditFilter) {
  return {
    // Without an organization the log of all is meant; the RPC tells the two apart by its absence.
    ...(organizationId !== null && { organization_id: organizationId }),
    ...(filter.q !== undefined && { search: filter.q }),
    ...(filter.object !== undefined && { object_types: [filter.object] }),
    ...(filter.person !== undefined && { actor: filter.person }),
    ...(filter.from !== undefined && { since: new Date(`${filter.from}T00:00`).toISOString() }),
    ...(filter.until !== undefined && { until: dayAfter(filter.until) }),
  };
}

function dayAfter(day: string): string {
  const midnight = new Date(`${day}T00:00`);
  midnight.setDate(midnight.getDate() + 1);
  return midnight.toISOString();
}

export const auditQueries = {
  /** Newest first; a page begins where the last one ended. */
  list: (organizationId: string | null, filter: AuditFilter) =>
    infiniteQueryOptions({
      queryKey: [...auditKey(organizationId), "list", filter],
      placeholderData: keepPreviousData,
      refetchInterval: refetchMs,
      initialPageParam: firstPage,
      getNextPageParam: (page: AuditEntry[]) => (page.length < pageSize ? null : (page.at(-1)?.id ?? null)),
      queryFn: async ({ signal, pageParam: before }): Promise<AuditEntry[]> =>
        unwrap(
          await supabase()
            .rpc("audit_log", {
              ...auditArguments(organizationId, filter),
              max_rows: pageSize,
              ...(before !== null && { before_id: before }),
            })
            .abortSignal(signal),
        ),
    }),
  /** Whether the chain is whole, or all chains are. Read when asked for: it reads all of the log. */
  verification: (organizationId: string | null) =>
    queryOptions({
      queryKey: [...auditKey(organizationId), "verification"],
      enabled: false,
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .rpc("verify_audit_log", organizationId === null ? {} : { organization_id: organizationId })
            .abortSignal(signal),
        )[0],
    }),
};

const firstPage: number | null = null;
