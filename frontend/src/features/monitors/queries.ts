import { queryOptions } from "@tanstack/react-query";
import type { Functions, Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of the monitors of an organization. */
export const monitorsKey = (organizationId: string) => organizationKey(organizationId, "monitors");

/** Key root of what checks observed. Grows with every batch of results. */
export const observationsKey = (organizationId: string) => organizationKey(organizationId, "observations");

export type MonitorRow = Pick<
  Row<"monitors">,
  | "id"
  | "component_id"
  | "name"
  | "kind"
  | "config"
  | "interval_seconds"
  | "timeout_ms"
  | "region_ids"
  | "criteria"
  | "confirmations"
  | "confirmation_window"
  | "automation"
  | "paused_at"
  | "status"
  | "status_since"
  | "created_at"
  | "updated_at"
>;
/** The last word of one monitor in one region. */
export type RegionState = Functions["region_overview"]["Returns"][number];
export type LatencyPoint = Functions["latency_series"]["Returns"][number];

export const logPageSize = 50;

export const chartRanges = { "6h": 6, "24h": 24, "7d": 168, "30d": 720 } as const;
export type ChartRange = keyof typeof chartRanges;

export const monitorQueries = {
  /** Every monitor, without its criteria. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: [...monitorsKey(organizationId), "list"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("monitors")
            .select(
              "id, component_id, name, kind, config, interval_seconds, region_ids, paused_at, status, status_since",
            )
            .eq("organization_id", organizationId)
            .order("name")
            .abortSignal(signal),
        ),
    }),
  /** The monitors of one component, whole, oldest first. */
  ofComponent: (organizationId: string, componentId: string) =>
    queryOptions({
      queryKey: [...monitorsKey(organizationId), "of-component", componentId],
      queryFn: async ({ signal }): Promise<MonitorRow[]> =>
        unwrap(
          await supabase()
            .from("monitors")
            .select(
              "id, component_id, name, kind, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, automation, paused_at, status, status_since, created_at, updated_at",
            )
            .eq("component_id", componentId)
            .order("created_at")
            .abortSignal(signal),
        ),
    }),
  /** Token of a heartbeat's push URL. Only for those who may edit monitors. */
  heartbeatToken: (organizationId: string, monitorId: string) =>
    queryOptions({
      queryKey: [...monitorsKey(organizationId), "heartbeat-token", monitorId],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("heartbeat_token", { monitor_id: monitorId }).abortSignal(signal)),
    }),
};

export const observationQueries = {
  /** Percentiles of latency by region and step. */
  latency: (organizationId: string, componentId: string, range: ChartRange) =>
    queryOptions({
      queryKey: [...observationsKey(organizationId), "latency", componentId, range],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .rpc("latency_series", { component_id: componentId, hours: chartRanges[range] })
            .abortSignal(signal),
        ),
    }),
  /** The newest results, newest first. */
  newest: (organizationId: string, componentId: string, onlyFailed: boolean) =>
    queryOptions({
      queryKey: [...observationsKey(organizationId), "log", componentId, onlyFailed],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .rpc("check_log", { component_id: componentId, only_failed: onlyFailed, max_rows: logPageSize })
            .abortSignal(signal),
        ),
    }),
};

/** The page of results before an instant (keyset: the last row's `checked_at`). */
export async function olderResults(componentId: string, onlyFailed: boolean, before: string) {
  return unwrap(
    await supabase().rpc("check_log", {
      component_id: componentId,
      only_failed: onlyFailed,
      before,
      max_rows: logPageSize,
    }),
  );
}
