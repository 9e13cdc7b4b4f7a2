import { queryOptions } from "@tanstack/react-query";
import type { MemberRole } from "./database.ts";
import { unwrap } from "./errors.ts";
import { organizationKey } from "./keys.ts";
import { supabase } from "./supabase.ts";

/** The permissions of `private.role_permissions`. */
export const permissions = [
  "organization.read",
  "organization.write",
  "members.write",
  "components.write",
  "monitors.write",
  "incidents.write",
  "pages.write",
  "subscribers.read",
  "subscribers.write",
  "alerts.read",
  "alerts.write",
  "audit.read",
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ["admin", "editor", "operator", "auditor", "viewer"] as const satisfies readonly MemberRole[];

export const roleNames = {
  admin: "Admin",
  editor: "Editor",
  operator: "Operator",
  auditor: "Auditor",
  viewer: "Viewer",
} satisfies Record<MemberRole, string>;

/** @param role null for a master administrator who looks in without being a member */
export function roleNameOf(role: MemberRole | null): string {
  return role === null ? "Visiting" : roleNames[role];
}

/** One sentence a role, for choosing one. */
export const roleSummaries = {
  admin: "Everything, including members and settings",
  editor: "Components, monitors, incidents, status pages, subscribers and alerts",
  operator: "Monitors and alerts",
  auditor: "Reads everything, including the audit log",
  viewer: "Reads everything except the audit log",
} satisfies Record<MemberRole, string>;

export const permissionNames = {
  "organization.read": "See components, monitors, pages and members",
  "components.write": "Create and change components, set statuses",
  "monitors.write": "Create, change and pause monitors",
  "incidents.write": "Declare incidents, post updates, plan maintenance",
  "pages.write": "Create and change status pages",
  "subscribers.read": "See subscribers and deliveries, addresses in part",
  "subscribers.write": "See whole addresses; add, import, export and remove subscribers",
  "alerts.read": "See alerts, their rules and contacts, addresses in part",
  "alerts.write": "Acknowledge alerts, change rules and contacts",
  "members.write": "Invite and remove members, change roles",
  "organization.write": "Change the organization's settings, mail server and API keys; delete it",
  "audit.read": "Read the audit log",
} satisfies Record<Permission, string>;

export const permissionQueries = {
  /** The caller's permissions. Empty for outsiders. */
  mine: (organizationId: string) =>
    queryOptions({
      queryKey: organizationKey(organizationId, "permissions"),
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("my_permissions", { organization_id: organizationId }).abortSignal(signal)),
    }),
};

/** Whether a list of granted permissions holds one. It shows and hides controls; the database decides. */
export function hasPermission(granted: readonly string[], permission: Permission): boolean {
  return granted.includes(permission);
}
