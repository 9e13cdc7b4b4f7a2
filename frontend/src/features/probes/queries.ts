import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of probes and regions that an organization can use. */
export const probesKey = (organizationId: string) => organizationKey(organizationId, "probes");

/** Probes report every second or so; only some of their facts matter to a screen, so they are fetched now and then. */
const refetchMs = 10_000;

export const probeQueries = {
  /** Shared probes and the organization's own, by region and name. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: [...probesKey(organizationId), "list"],
      refetchInterval: refetchMs,
      queryFn: async ({ signal }) => {
        const rows = unwrap(
          await supabase()
            .from("probes")
            .select(
              "id, name, region_id, organization_id, kinds, version, capacity, in_flight, started_at, last_seen_at, region:regions!inner(name)",
            )
            .or(`organization_id.is.null,organization_id.eq.${organizationId}`)
            .order("name")
            .abortSignal(signal),
        );
        return rows.map(({ region, ...probe }) => ({ ...probe, region_name: region.name }));
      },
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
