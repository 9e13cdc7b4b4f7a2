import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of probes and regions that an organization can use. */
export const probesKey = (organizationId: string) => organizationKey(organizationId, "probes");

/** A probe, and whether it is alive: the database decides. */
export type Probe = Functions["probe_overview"]["Returns"][number];

/** Probes report every second or so; only some of their facts matter to a screen, so they are fetched now and then. */
const refetchMs = 10_000;

export const probeQueries = {
  /** Shared probes and the organization's own, by name. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: [...probesKey(organizationId), "list"],
      refetchInterval: refetchMs,
      queryFn: async ({ signal }): Promise<Probe[]> =>
        unwrap(await supabase().rpc("probe_overview", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** Where checks can run. "push" is the region of heartbeats and cannot be chosen. */
  regions: (organizationId: string) =>
    queryOptions({
      queryKey: [...probesKey(organizationId), "regions"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("regions")
            .select("id, name, organization_id")
            .or(`organization_id.is.null,organization_id.eq.${organizationId}`)
            .order("name")
            .abortSignal(signal),
        ),
    }),
};
