import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of figures and of what each region says. */
export const overviewKey = (organizationId: string) => organizationKey(organizationId, "overview");

export const ranges = { "24h": 24, "7d": 168, "30d": 720, "90d": 2160 } as const;
export type Range = keyof typeof ranges;

export const overviewQueries = {
  figures: (organizationId: string, range: Range) =>
    queryOptions({
      queryKey: [...overviewKey(organizationId), "figures", range],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .rpc("organization_figures", { organization_id: organizationId, hours: ranges[range] })
            .abortSignal(signal)
            .single(),
        ),
    }),
  /** The last word of every monitor and region. */
  regions: (organizationId: string) =>
    queryOptions({
      queryKey: [...overviewKey(organizationId), "regions"],
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("region_overview", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** Status intervals that touch the last 24 hours, newest first. */
  lastDay: (organizationId: string) =>
    queryOptions({
      queryKey: [...overviewKey(organizationId), "last-day"],
      queryFn: async ({ signal }) => {
        const since = new Date(Date.now() - 86_400_000).toISOString();
        return unwrap(
          await supabase()
            .from("status_events")
            .select("component_id, status, started_at, ended_at")
            .eq("organization_id", organizationId)
            .or(`ended_at.is.null,ended_at.gt.${since}`)
            .order("started_at", { ascending: false })
            .limit(1000)
            .abortSignal(signal),
        );
      },
    }),
};
