/**
 * Who may do what, written by hand: the truth the matrix test holds the database to. The catalogue only says which rows
 * there must be; a table, verb or function without a value here fails.
 *
 * Letters: `0` anon · `x` outsider (admin of another organization) · `v` viewer · `u` auditor · `o` operator · `e` editor ·
 * `a` admin · `s` service role (the secret key).
 */
export interface TableExpectation {
  readonly select: string;
  readonly insert: string;
  readonly update: string;
  readonly delete: string;
}

const nobody: TableExpectation = { select: "", insert: "", update: "", delete: "" };
const members = "vuoea";

/** `schema.table`, or `schema.table#variant` where rows of one table differ. Partitions go by the name before the date. */
export const tables: Readonly<Record<string, TableExpectation>> = {
  "public.profiles": { select: members, insert: "", update: "v", delete: "" },
  "public.organizations": { select: members, insert: "", update: "a", delete: "" },
  "public.members": { select: members, insert: "", update: "a", delete: "va" },
  "public.audit_events": { select: "ua", insert: "", update: "", delete: "" },
  "public.component_groups": { select: members, insert: "ea", update: "ea", delete: "ea" },
  "public.components": { select: members, insert: "ea", update: "ea", delete: "ea" },
  "public.status_events": { select: members, insert: "", update: "", delete: "" },
  "public.regions": { select: members, insert: "", update: "", delete: "" },
  "public.regions#shared": { select: `x${members}`, insert: "", update: "", delete: "" },
  "public.probes": { select: members, insert: "", update: "", delete: "" },
  "public.probes#shared": { select: `x${members}`, insert: "", update: "", delete: "" },
  "public.monitors": { select: members, insert: "oea", update: "oea", delete: "oea" },
  "public.incidents": { select: members, insert: "", update: "", delete: "" },
  "public.incident_components": { select: members, insert: "", update: "", delete: "" },
  "public.incident_updates": { select: members, insert: "", update: "", delete: "" },
  "public.incident_update_components": { select: members, insert: "", update: "", delete: "" },
  "public.incident_update_revisions": { select: members, insert: "", update: "", delete: "" },
  "public.incident_notes": { select: members, insert: "ea", update: "", delete: "e" },
  "public.incident_templates": { select: members, insert: "ea", update: "ea", delete: "ea" },
  "public.component_dependencies": { select: members, insert: "ea", update: "", delete: "ea" },
  "public.maintenance_series": { select: members, insert: "", update: "", delete: "" },
  "public.maintenances": { select: members, insert: "", update: "", delete: "" },
  "public.maintenance_components": { select: members, insert: "", update: "", delete: "" },
  "public.maintenance_updates": { select: members, insert: "", update: "", delete: "" },
  "public.status_pages": { select: members, insert: "ea", update: "ea", delete: "ea" },
  "public.status_page_components": { select: members, insert: "ea", update: "ea", delete: "ea" },
  "public.page_snapshots#private": { select: members, insert: "", update: "", delete: "" },
  "public.page_snapshots#public": { select: members, insert: "", update: "", delete: "" },
  "private.role_permissions": nobody,
  "private.organization_topics": nobody,
  "private.network_allowances": nobody,
  "private.monitor_secrets": nobody,
  "private.heartbeat_tokens": nobody,
  "private.heartbeat_sources": nobody,
  "private.criteria_conditions": nobody,
  "private.schedule": nobody,
  "private.region_states": nobody,
  "private.check_requests": nobody,
  "private.outbox": nobody,
  "private.subscribers": nobody,
  "private.subscription_components": nobody,
  "private.subscription_groups": nobody,
  "private.subscription_sources": nobody,
  "private.notifications": nobody,
  "private.deliveries": nobody,
  "private.channel_limits": nobody,
  "private.provider_settings": nobody,
  "private.check_results": nobody,
  "private.check_results_*": nobody,
  "private.check_rollups": nobody,
  "private.check_rollups_hourly": nobody,
  "private.check_rollups_daily": nobody,
  "private.component_days": nobody,
  "private.component_latency": nobody,
};

/** Realtime: who may hear a topic (select), and who may send on it as a client (insert). */
export const topics: Readonly<Record<string, { readonly select: string; readonly insert: string }>> = {
  "page-public broadcast": { select: `0x${members}s`, insert: "s" },
  "page-public presence": { select: `x${members}s`, insert: "s" },
  "page-private broadcast": { select: `${members}s`, insert: "s" },
  "page-private presence": { select: `${members}s`, insert: "s" },
  "organization broadcast": { select: `${members}s`, insert: "s" },
  "organization presence": { select: `${members}s`, insert: `${members}s` },
  "organization-past broadcast": { select: "s", insert: "s" },
  "organization-past presence": { select: "s", insert: "s" },
  "unknown broadcast": { select: "s", insert: "s" },
  "unknown presence": { select: "s", insert: "s" },
};

/** Storage: objects in the organization's folder of the bucket for logos. */
export const logos: TableExpectation = { select: `${members}s`, insert: "eas", update: "eas", delete: "eas" };

/** Functions that a role of the API may execute; every other function of public and private is for nobody. */
export const functions: Readonly<Record<"anon" | "authenticated" | "service_role", readonly string[]>> = {
  anon: [
    "private.can_read_topic",
    ...["page_snapshot", "page_incident", "page_maintenance", "page_history"].flatMap((name) => [
      `public.${name}`,
      `private.${name}`,
    ]),
  ],
  authenticated: [
    "private.my_org_ids",
    "private.live_user_id",
    "private.my_team_ids",
    "private.can_read_topic",
    "private.is_organization_topic",
    "private.can_access_logo",
    "public.reorder_components",
    "public.reorder_component_groups",
    ...[
      "create_organization",
      "add_member",
      "my_permissions",
      "role_matrix",
      "organization_topic",
      "watch_results",
      "heartbeat_token",
      "check_now",
      "request_check",
      "requested_check",
      "region_overview",
      "component_uptime",
      "component_bars",
      "component_hours",
      "component_latencies",
      "page_snapshot",
      "page_incident",
      "page_maintenance",
      "page_history",
      "declare_incident",
      "post_incident_update",
      "publish_incident",
      "edit_incident",
      "edit_incident_update",
      "delete_incident",
      "acknowledge_incident",
      "schedule_maintenance",
      "edit_maintenance",
      "post_maintenance_update",
      "delete_maintenance",
      "save_maintenance_series",
      "end_maintenance_series",
      "subscribers",
      "import_subscribers",
      "remove_subscriber",
      "delivery_log",
      "resend_delivery",
      "set_provider",
      "create_page",
      "publish_page",
      "latency_series",
      "check_log",
      "replay_criteria",
      "organization_figures",
    ].flatMap((name) => [`public.${name}`, `private.${name}`]),
  ],
  service_role: [
    "register_probe",
    "lease_checks",
    "report_results",
    "release_leases",
    "record_heartbeat",
    "unplanned_series",
    "plan_maintenances",
    "request_subscription",
    "confirm_subscription",
    "subscription",
    "change_subscription",
    "end_subscription",
    "claim_deliveries",
    "finish_deliveries",
    "continue_notifying",
    "notification_contents",
    "providers",
  ].flatMap((name) => [`public.${name}`, `private.${name}`]),
};
