import { queryOptions } from "@tanstack/react-query";
import type { Functions, Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";
import { browserZone } from "../../lib/time-zone.ts";

/** Key root of components and component groups of an organization. */
export const componentsKey = (organizationId: string) => organizationKey(organizationId, "components");

/** Key root of what the ledger says: bars, uptime, intervals. Moves with every change of status. */
export const ledgerKey = (organizationId: string) => organizationKey(organizationId, "ledger");

/** A component as lists and forms show it. */
export type ComponentItem = Pick<
  Row<"components">,
  | "id"
  | "group_id"
  | "name"
  | "description"
  | "kind"
  | "position"
  | "status"
  | "status_since"
  | "status_cause"
  | "status_cause_id"
  | "manual_status"
  | "manual_status_expires_at"
  | "updated_at"
>;
export type GroupItem = Pick<Row<"component_groups">, "id" | "name" | "position">;
/** One day of one component: seconds per status, worst status. */
export type DayRow = Functions["component_bars"]["Returns"][number];

export const listDays = 30;
export const detailDays = 90;
/** The database refreshes latencies every five minutes without a message. */
const latenciesRefetchMs = 300_000;
/** Today's bar and uptime grow by themselves; nobody tells. */
const ledgerRefetchMs = 120_000;

export const componentQueries = {
  /** Components that are not archived, in display order within their groups. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: [...componentsKey(organizationId), "list"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("components")
            .select(
              "id, group_id, name, description, kind, position, status, status_since, status_cause, status_cause_id, manual_status, manual_status_expires_at, updated_at",
            )
            .eq("organization_id", organizationId)
            .is("archived_at", null)
            .order("position")
            .order("name")
            .abortSignal(signal),
        ),
    }),
  /** Archived components, newest first. */
  archived: (organizationId: string) =>
    queryOptions({
      queryKey: [...componentsKey(organizationId), "archived"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("components")
            .select("id, name, kind, archived_at")
            .eq("organization_id", organizationId)
            .not("archived_at", "is", null)
            .order("archived_at", { ascending: false })
            .abortSignal(signal),
        ),
    }),
  /** Groups in display order. */
  groups: (organizationId: string) =>
    queryOptions({
      queryKey: [...componentsKey(organizationId), "groups"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("component_groups")
            .select("id, name, position")
            .eq("organization_id", organizationId)
            .order("position")
            .order("name")
            .abortSignal(signal),
        ),
    }),
};

export const dependencyQueries = {
  /** Which component cannot work without which other. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: [...componentsKey(organizationId), "dependencies"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("component_dependencies")
            .select("component_id, depends_on_id")
            .eq("organization_id", organizationId)
            .abortSignal(signal),
        ),
    }),
};

export const latencyQueries = {
  /** p95 of the last 24 hours (ms) by component; what was not measured is missing. */
  lastDay: (organizationId: string) =>
    queryOptions({
      queryKey: [...componentsKey(organizationId), "latencies"],
      refetchInterval: latenciesRefetchMs,
      queryFn: async ({ signal }): Promise<Record<string, number>> => {
        const rows = unwrap(
          await supabase().rpc("component_latencies", { organization_id: organizationId }).abortSignal(signal),
        );
        return Object.fromEntries(rows.map(({ component_id, p95_ms }) => [component_id, p95_ms]));
      },
    }),
};

export const ledgerQueries = {
  /** Days of all components, in this device's time zone. */
  bars: (organizationId: string) =>
    queryOptions({
      queryKey: [...ledgerKey(organizationId), "bars", listDays, browserZone()],
      refetchInterval: ledgerRefetchMs,
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .rpc("component_bars", { organization_id: organizationId, time_zone: browserZone(), days: listDays })
            .abortSignal(signal),
        ),
    }),
  /** Ninety days of one component. */
  componentBars: (organizationId: string, componentId: string) =>
    queryOptions({
      queryKey: [...ledgerKey(organizationId), "component-bars", componentId, browserZone()],
      refetchInterval: ledgerRefetchMs,
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .rpc("component_bars", {
              organization_id: organizationId,
              component_id: componentId,
              time_zone: browserZone(),
              days: detailDays,
            })
            .abortSignal(signal),
        ),
    }),
  /** Uptime over 1, 7, 30 and 90 days; null without data. */
  uptime: (organizationId: string, componentId: string) =>
    queryOptions({
      queryKey: [...ledgerKey(organizationId), "uptime", componentId],
      refetchInterval: ledgerRefetchMs,
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("component_uptime", { component_id: componentId }).abortSignal(signal)),
    }),
  /** The newest status intervals of a component, newest first. */
  events: (organizationId: string, componentId: string) =>
    queryOptions({
      queryKey: [...ledgerKey(organizationId), "events", componentId],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("status_events")
            .select("id, status, cause, started_at, ended_at")
            .eq("component_id", componentId)
            .order("started_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(200)
            .abortSignal(signal),
        ),
    }),
};
