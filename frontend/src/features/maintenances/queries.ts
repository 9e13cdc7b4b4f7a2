import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { MaintenanceStatus, Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of maintenance windows and series of an organization. */
export const maintenancesKey = (organizationId: string) => organizationKey(organizationId, "maintenances");

/** A window as calendars and lists show it. */
export interface MaintenanceItem
  extends Pick<
    Row<"maintenances">,
    "id" | "title" | "status" | "scheduled_for" | "scheduled_until" | "started_at" | "ended_at" | "series_id"
  > {
  readonly componentIds: readonly string[];
}

/** One window, whole. */
export interface MaintenanceDetail extends Row<"maintenances"> {
  readonly componentIds: readonly string[];
  readonly series: SeriesRow | null;
}

export type UpdateRow = Row<"maintenance_updates">;
export type SeriesRow = Row<"maintenance_series">;

const itemColumns =
  "id, title, status, scheduled_for, scheduled_until, started_at, ended_at, series_id, components:maintenance_components(component_id)" as const;
const openStatuses = ["scheduled", "in_progress", "verifying"] as const satisfies readonly MaintenanceStatus[];
const overStatuses = ["completed", "cancelled"] as const satisfies readonly MaintenanceStatus[];
const pageSize = 10;
/** More windows than this in one month are told in the list only. */
const maxOfMonth = 1_000;

interface Cursor {
  readonly at: string;
  readonly id: string;
}

function withComponents<Data extends { components: { component_id: string }[] }>({ components, ...rest }: Data) {
  return { ...rest, componentIds: components.map(({ component_id: id }) => id) };
}

export const maintenanceQueries = {
  /** What runs or is planned next, soonest first. */
  ahead: (organizationId: string) =>
    queryOptions({
      queryKey: [...maintenancesKey(organizationId), "ahead"],
      queryFn: async ({ signal }): Promise<MaintenanceItem[]> =>
        unwrap(
          await supabase()
            .from("maintenances")
            .select(itemColumns)
            .eq("organization_id", organizationId)
            .in("status", openStatuses)
            .is("deleted_at", null)
            .order("scheduled_for")
            .limit(50)
            .abortSignal(signal),
        ).map(withComponents),
    }),
  /** Windows that touch a time, whatever became of them, except cancelled ones. */
  between: (organizationId: string, from: string, until: string) =>
    queryOptions({
      queryKey: [...maintenancesKey(organizationId), "between", from, until],
      queryFn: async ({ signal }): Promise<MaintenanceItem[]> =>
        unwrap(
          await supabase()
            .from("maintenances")
            .select(itemColumns)
            .eq("organization_id", organizationId)
            .neq("status", "cancelled")
            .is("deleted_at", null)
            .lt("scheduled_for", until)
            .gt("scheduled_until", from)
            .order("scheduled_for")
            .limit(maxOfMonth)
            .abortSignal(signal),
        ).map(withComponents),
    }),
  /** The list, page by page: what is open from the soonest on, what is over from the latest back. */
  list: (organizationId: string, which: "open" | "over") =>
    infiniteQueryOptions({
      queryKey: [...maintenancesKey(organizationId), "list", which],
      initialPageParam: null as Cursor | null,
      queryFn: async ({ pageParam, signal }): Promise<MaintenanceItem[]> => {
        const isOpen = which === "open";
        const query = supabase()
          .from("maintenances")
          .select(itemColumns)
          .eq("organization_id", organizationId)
          .in("status", isOpen ? openStatuses : overStatuses)
          .is("deleted_at", null)
          .order("scheduled_for", { ascending: isOpen })
          .order("id", { ascending: isOpen })
          .limit(pageSize)
          .abortSignal(signal);
        if (pageParam === null) return unwrap(await query).map(withComponents);
        const { at, id } = pageParam;
        const beyond = isOpen ? "gt" : "lt";
        const after = `scheduled_for.${beyond}."${at}",and(scheduled_for.eq."${at}",id.${beyond}.${id})`;
        return unwrap(await query.or(after)).map(withComponents);
      },
      getNextPageParam: (page): Cursor | null => {
        const last = page.at(-1);
        return last === undefined || page.length < pageSize ? null : { at: last.scheduled_for, id: last.id };
      },
    }),
  /** One window with its components and series. Null when it does not exist (any more). */
  detail: (organizationId: string, maintenanceId: string) =>
    queryOptions({
      queryKey: [...maintenancesKey(organizationId), "detail", maintenanceId],
      queryFn: async ({ signal }): Promise<MaintenanceDetail | null> => {
        const row = unwrap(
          await supabase()
            .from("maintenances")
            .select("*, components:maintenance_components(component_id), series:maintenance_series(*)")
            .eq("organization_id", organizationId)
            .eq("id", maintenanceId)
            .is("deleted_at", null)
            .abortSignal(signal),
        )[0];
        return row === undefined ? null : withComponents(row);
      },
    }),
  /** What was said of a window, newest first. */
  updates: (organizationId: string, maintenanceId: string) =>
    queryOptions({
      queryKey: [...maintenancesKey(organizationId), "updates", maintenanceId],
      queryFn: async ({ signal }): Promise<UpdateRow[]> =>
        unwrap(
          await supabase()
            .from("maintenance_updates")
            .select("*")
            .eq("maintenance_id", maintenanceId)
            .order("displayed_at", { ascending: false })
            .order("id")
            .limit(200)
            .abortSignal(signal),
        ),
    }),
  /** One series. Null when it does not exist (any more). */
  series: (organizationId: string, seriesId: string) =>
    queryOptions({
      queryKey: [...maintenancesKey(organizationId), "series", seriesId],
      queryFn: async ({ signal }): Promise<SeriesRow | null> =>
        unwrap(
          await supabase()
            .from("maintenance_series")
            .select("*")
            .eq("organization_id", organizationId)
            .eq("id", seriesId)
            .abortSignal(signal),
        )[0] ?? null,
    }),
  /** The organization's own time zone: that of its first status page. */
  zone: (organizationId: string) =>
    queryOptions({
      queryKey: organizationKey(organizationId, "pages", "zone"),
      queryFn: async ({ signal }): Promise<string> =>
        unwrap(
          await supabase()
            .from("status_pages")
            .select("time_zone")
            .eq("organization_id", organizationId)
            .order("created_at")
            .limit(1)
            .abortSignal(signal),
        )[0]?.time_zone ?? "UTC",
    }),
};
