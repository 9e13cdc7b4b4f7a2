import type { Json } from "../../lib/database.ts";
import type { AuditEntry } from "./queries.ts";

/** Kinds of objects as the log names them, and their words. */
export const objectNames: Readonly<Record<string, string>> = {
  accounts: "Account",
  alert_contacts: "Alert contact",
  alert_rule_components: "Component of an alert rule",
  alert_rule_contacts: "Contact of an alert rule",
  alert_rule_monitors: "Monitor of an alert rule",
  alert_rules: "Alert rule",
  alerts: "Alert",
  announcements: "Announcement",
  billing: "Payment",
  api_keys: "API key",
  component_dependencies: "Dependency",
  component_groups: "Group",
  components: "Component",
  impersonations: "Visit by the master administrator",
  incident_notes: "Note on an incident",
  incident_templates: "Incident template",
  incident_updates: "Incident update",
  incidents: "Incident",
  instance: "Instance",
  instance_admins: "Master administrator",
  invitations: "Invitation",
  license: "License",
  maintenance_series: "Maintenance series",
  maintenance_updates: "Maintenance update",
  maintenances: "Maintenance",
  members: "Member",
  monitors: "Monitor",
  organizations: "Organization",
  probes: "Probe",
  providers: "Mail and SMS",
  recovery_codes: "Recovery codes",
  second_factors: "Second factor",
  sessions: "Session",
  sso_domains: "Single sign-on",
  status_page_components: "Component on a page",
  status_pages: "Status page",
  subscribers: "Subscribers",
};

const verbs: Readonly<Record<string, string>> = {
  insert: "created",
  update: "changed",
  delete: "deleted",
  create: "created",
  accept: "accepted",
  revoke: "revoked",
  resend: "sent again",
  start: "began",
  end: "ended",
  sign_in: "signed in",
  set_password: "got a new password",
  change_address: "got another address",
  refuse: "refused: wrong password",
  refuse_code: "refused: wrong code",
  refuse_request: "refused",
  lock_codes: "locked after wrong codes",
  lock: "locked after wrong passwords",
  remove_second_factors: "lost its second factor",
  use: "used",
  save: "saved",
  remove: "removed",
  export: "exported",
  import: "imported",
  suspend: "suspended",
  unsuspend: "let in again",
  rotate_key: "got a new key",
  set_mode: "mode chosen",
  rotate_secrets: "got new secrets",
  drain: "drained",
  resume: "resumed",
  grant: "granted",
  install: "installed",
};

/** "Component created". Words that are not known are shown as the log has them. */
export function actionText(action: string, after: Json = null): string {
  const [object = "", verb = ""] = action.split(".");
  for (const [column, set, taken] of states) {
    const value = verb === "update" ? fieldOf(after, column) : undefined;
    if (value !== undefined) return `${objectName(object)} ${value === null || value === false ? taken : set}`;
  }
  return `${objectName(object)} ${verbs[verb] ?? verb.replaceAll("_", " ")}`;
}

/** Columns whose change has a name of its own: what it is called when they are set, and when that is taken back. */
const states = [
  ["deleted_at", "deleted", "restored"],
  ["suspended_at", "suspended", "let in again"],
  ["archived_at", "archived", "restored"],
  ["requires_mfa", "requires a second factor", "requires no second factor"],
] as const;

function fieldOf(row: Json, column: string): Json | undefined {
  return typeof row === "object" && row !== null && !Array.isArray(row) ? row[column] : undefined;
}

/** "Component" */
export function objectName(object: string): string {
  return objectNames[object] ?? object.replaceAll("_", " ");
}

/** What an object is called, as far as the entry says. */
export function subjectOf(before: Json, after: Json): string | null {
  for (const row of [after, before]) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) continue;
    for (const key of ["name", "title", "slug", "reason"]) {
      const value = row[key];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return null;
}

/** A field that is not the same on both sides; undefined where a side has none. */
export interface Difference {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The two sides of an entry, field by field. */
export function differences(before: Json, after: Json): Difference[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((field) => ({ field, before: valueText(old[field]), after: valueText(now[field]) }))
    .filter((difference) => difference.before !== difference.after);
}

function fieldsOf(json: Json): Readonly<Record<string, Json | undefined>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}

function valueText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Roles of the log that stand for Heliograph itself: its functions, its probes, its auth server, its clock. */
const ownRoles: ReadonlySet<string> = new Set([
  "service_role",
  "authenticated",
  "authenticator",
  "supabase_auth_admin",
  "pg_cron",
]);

/** Who it was, as far as that is known still: a person, an API key, Heliograph, a visitor, or whoever works in SQL. */
export function actorOf({
  actor_name: name,
  actor_email: email,
  actor_id: id,
  actor_role: role,
}: Pick<AuditEntry, "actor_name" | "actor_email" | "actor_id" | "actor_role">): string {
  if (role === "api_key") return `API key ${name ?? ""}`.trim();
  if (name !== null && name !== "") return name;
  if (email !== null) return email;
  if (id !== null) return "A deleted account";
  if (ownRoles.has(role)) return "Heliograph";
  return role === "anon" ? "A visitor" : `SQL (${role})`;
}
