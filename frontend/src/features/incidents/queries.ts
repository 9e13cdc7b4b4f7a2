import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Functions, Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";
import type { IncidentFilter } from "./list-filter.ts";
import { readTemplates } from "./templates.ts";

/** Key root of incidents, their updates and notes. */
export const incidentsKey = (organizationId: string) => organizationKey(organizationId, "incidents");

/** Key root of prepared incidents. */
export const templatesKey = (organizationId: string) => organizationKey(organizationId, "incident-templates");

/** Key root of what components will show; moves with every change of status. */
export const outcomesKey = (organizationId: string) => organizationKey(organizationId, "status-outcomes");

/** What a component will show, and what decides it then. */
export type StatusOutcome = Functions["status_outcomes"]["Returns"][number];

const listColumns =
  "id, title, status, impact, started_at, published_at, acknowledged_at, resolved_at, next_update_at, assignee_id, monitored_component_id, taken_over_at, version, components:incident_components(component_id, status, component:components(name))";
const detailColumns =
  "id, title, status, impact, impact_override, started_at, published_at, acknowledged_at, acknowledged_by, resolved_at, next_update_at, runbook_url, assignee_id, monitored_component_id, taken_over_at, version, created_by, created_at, deleted_at, components:incident_components(component_id, status, component:components(name)), updates:incident_updates(id, status, body, displayed_at, notify, author_id, edited_at, created_at, changes:incident_update_components(component_id, old_status, new_status, component:components(name)))";

interface AffectedComponent {
  component_id: string;
  status: Row<"components">["status"];
  component: { name: string };
}

/** An incident as lists show it. */
export type IncidentItem = Pick<
  Row<"incidents">,
  | "id"
  | "title"
  | "status"
  | "impact"
  | "started_at"
  | "published_at"
  | "acknowledged_at"
  | "resolved_at"
  | "next_update_at"
  | "assignee_id"
  | "monitored_component_id"
  | "taken_over_at"
  | "version"
> & { components: AffectedComponent[] };

export type IncidentUpdate = Pick<
  Row<"incident_updates">,
  "id" | "status" | "body" | "displayed_at" | "notify" | "author_id" | "edited_at" | "created_at"
> & {
  changes: {
    component_id: string;
    old_status: AffectedComponent["status"];
    new_status: AffectedComponent["status"];
    component: { name: string };
  }[];
};

/** One incident with everything said of it, newest first. */
export type IncidentDetail = IncidentItem &
  Pick<
    Row<"incidents">,
    "impact_override" | "acknowledged_by" | "runbook_url" | "created_by" | "created_at" | "deleted_at"
  > & { updates: IncidentUpdate[] };

export const listPageSize = 50;
const openLimit = 200;
/** Hours pass without anybody telling. */
const resolvedRefetchMs = 300_000;

export const incidentQueries = {
  /** Published and not resolved, newest first. */
  open: (organizationId: string) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "open"],
      queryFn: async ({ signal }): Promise<IncidentItem[]> =>
        unwrap(
          await supabase()
            .from("incidents")
            .select(listColumns)
            .eq("organization_id", organizationId)
            .is("deleted_at", null)
            .is("resolved_at", null)
            .not("published_at", "is", null)
            .order("started_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(openLimit)
            .abortSignal(signal),
        ),
    }),
  /** What only the team sees so far, newest first. */
  drafts: (organizationId: string) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "drafts"],
      queryFn: async ({ signal }): Promise<IncidentItem[]> =>
        unwrap(
          await supabase()
            .from("incidents")
            .select(listColumns)
            .eq("organization_id", organizationId)
            .is("deleted_at", null)
            .is("published_at", null)
            .order("started_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(openLimit)
            .abortSignal(signal),
        ),
    }),
  /** Published incidents, newest first, filtered by the server; a page begins where the last one ended. */
  list: (organizationId: string, filter: IncidentFilter) =>
    infiniteQueryOptions({
      queryKey: [...incidentsKey(organizationId), "list", filter],
      placeholderData: keepPreviousData,
      initialPageParam: firstPage,
      getNextPageParam: (page: IncidentItem[]) => {
        const last = page.at(-1);
        return page.length < listPageSize || last === undefined ? null : { at: last.started_at, id: last.id };
      },
      queryFn: async ({ signal, pageParam: after }): Promise<IncidentItem[]> => {
        const narrowed = filter.component === undefined ? "" : ", on:incident_components!inner(component_id)";
        let query = supabase()
          .from("incidents")
          .select<string, IncidentItem>(listColumns + narrowed)
          .eq("organization_id", organizationId)
          .is("deleted_at", null)
          .not("published_at", "is", null)
          .order("started_at", { ascending: false })
          .order("id", { ascending: false })
          .limit(listPageSize);
        if (filter.state === "open") query = query.is("resolved_at", null);
        if (filter.state === "resolved") query = query.not("resolved_at", "is", null);
        if (filter.impact !== undefined) query = query.eq("impact", filter.impact);
        if (filter.assignee !== undefined) query = query.eq("assignee_id", filter.assignee);
        if (filter.component !== undefined) query = query.eq("on.component_id", filter.component);
        if (filter.q !== undefined) query = query.ilike("title", `%${filter.q.replaceAll(/[%_\\]/g, "\\$&")}%`);
        if (after !== null)
          query = query.or(`started_at.lt."${after.at}",and(started_at.eq."${after.at}",id.lt.${after.id})`);
        return unwrap(await query.abortSignal(signal));
      },
    }),
  /** Begin and end of what was resolved in the last hours. */
  resolved: (organizationId: string, hours: number) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "resolved", hours],
      refetchInterval: resolvedRefetchMs,
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("incidents")
            .select("started_at, resolved_at")
            .eq("organization_id", organizationId)
            .is("deleted_at", null)
            .not("published_at", "is", null)
            .gte("resolved_at", new Date(Date.now() - hours * 3_600_000).toISOString())
            .limit(1000)
            .abortSignal(signal),
        ),
    }),
  /** One incident, whole. Null when there is none (any more). */
  detail: (organizationId: string, incidentId: string) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "detail", incidentId],
      queryFn: async ({ signal }): Promise<IncidentDetail | null> => {
        const [incident] = unwrap(
          await supabase()
            .from("incidents")
            .select(detailColumns)
            .eq("organization_id", organizationId)
            .eq("id", incidentId)
            .order("displayed_at", { referencedTable: "updates", ascending: false })
            .order("created_at", { referencedTable: "updates", ascending: false })
            .abortSignal(signal),
        );
        return incident ?? null;
      },
    }),
  /** What components will show once the incident says this of them. */
  outcomes: (
    organizationId: string,
    incidentId: string,
    components: readonly Pick<AffectedComponent, "component_id" | "status">[],
  ) =>
    queryOptions({
      queryKey: [...outcomesKey(organizationId), incidentId, components],
      placeholderData: keepPreviousData,
      queryFn: async ({ signal }): Promise<StatusOutcome[]> =>
        unwrap(
          await supabase()
            .rpc("status_outcomes", {
              organization_id: organizationId,
              incident_id: incidentId,
              components: [...components],
            })
            .abortSignal(signal),
        ),
    }),
  /** What an update said before it was edited, newest first. */
  revisions: (organizationId: string, updateId: string) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "revisions", updateId],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("incident_update_revisions")
            .select("id, body, displayed_at, replaced_by, replaced_at")
            .eq("incident_update_id", updateId)
            .order("id", { ascending: false })
            .abortSignal(signal),
        ),
    }),
  /** The team's own notes, oldest first. */
  notes: (organizationId: string, incidentId: string) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "notes", incidentId],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("incident_notes")
            .select("id, body, author_id, created_at")
            .eq("incident_id", incidentId)
            .order("created_at")
            .abortSignal(signal),
        ),
    }),
  /** The newest incidents that touched a component. */
  ofComponent: (organizationId: string, componentId: string) =>
    queryOptions({
      queryKey: [...incidentsKey(organizationId), "of-component", componentId],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("incidents")
            .select(
              "id, title, status, impact, started_at, resolved_at, on:incident_components!inner(component_id, status)",
            )
            .eq("organization_id", organizationId)
            .eq("on.component_id", componentId)
            .is("deleted_at", null)
            .not("published_at", "is", null)
            .order("started_at", { ascending: false })
            .limit(recentCount)
            .abortSignal(signal),
        ),
    }),
  /** Prepared incidents by name. */
  templates: (organizationId: string) =>
    queryOptions({
      queryKey: templatesKey(organizationId),
      queryFn: async ({ signal }) =>
        readTemplates(
          unwrap(
            await supabase()
              .from("incident_templates")
              .select("id, name, title, status, impact_override, body, components")
              .eq("organization_id", organizationId)
              .order("name")
              .abortSignal(signal),
          ),
        ),
    }),
};

const recentCount = 5;
const firstPage: { at: string; id: string } | null = null;
