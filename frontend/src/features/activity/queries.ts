import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of what happened in an organization. */
export const activityKey = (organizationId: string) => organizationKey(organizationId, "activity");

const shown = 30;

export const activityQueries = {
  /** The newest status changes, newest first. */
  statusEvents: (organizationId: string) =>
    queryOptions({
      queryKey: [...activityKey(organizationId), "status-events"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("status_events")
            .select("id, component_id, status, cause, started_at, component:components!inner(name, archived_at)")
            .eq("organization_id", organizationId)
            .order("started_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(shown)
            .abortSignal(signal),
        ),
    }),
  /** The newest changes by people, newest first. Needs `audit.read`. */
  auditEvents: (organizationId: string) =>
    queryOptions({
      queryKey: [...activityKey(organizationId), "audit-events"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("audit_events")
            .select("id, occurred_at, actor_id, action, object_id, before, after")
            .eq("organization_id", organizationId)
            .not("actor_id", "is", null)
            .order("occurred_at", { ascending: false })
            .order("id", { ascending: false })
            .limit(shown)
            .abortSignal(signal),
        ),
    }),
};
