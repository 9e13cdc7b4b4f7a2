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
  anon: ["private.can_read_topic", "private.page_snapshot", "public.page_snapshot"],
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
      "create_page",
      "publish_page",
      "latency_series",
      "check_log",
      "replay_criteria",
      "organization_figures",
    ].flatMap((name) => [`public.${name}`, `private.${name}`]),
  ],
  service_role: ["register_probe", "lease_checks", "report_results", "release_leases", "record_heartbeat"].flatMap(
    (name) => [`public.${name}`, `private.${name}`],
  ),
};
