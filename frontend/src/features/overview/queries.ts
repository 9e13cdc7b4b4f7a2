import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of figures and of what each region says. */
export const overviewKey = (organizationId: string) => organizationKey(organizationId, "overview");

export const ranges = { "24h": 24, "7d": 168, "30d": 720, "90d": 2160 } as const;
export type Range = keyof typeof ranges;

/** Hours pass without anybody telling. */
const lastDayRefetchMs = 120_000;

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
  /** The last word of every monitor and region, with the p95 of the last five minutes. */
  regions: (organizationId: string) =>
    queryOptions({
      queryKey: [...overviewKey(organizationId), "regions"],
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("region_overview", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** The last 24 hours of every component: a letter an hour, oldest first, and the uptime. */
  lastDay: (organizationId: string) =>
    queryOptions({
      queryKey: [...overviewKey(organizationId), "last-day"],
      refetchInterval: lastDayRefetchMs,
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("component_hours", { organization_id: organizationId }).abortSignal(signal)),
    }),
};
