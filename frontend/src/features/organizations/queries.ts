import { queryOptions } from "@tanstack/react-query";
import type { Functions, MemberRole, SuspensionCause } from "../../lib/database.ts";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** An organization as somebody who may open it sees it in lists. */
export interface MyOrganization {
  id: string;
  slug: string;
  name: string;
  /** Null for a master administrator who looks into it without being a member. */
  role: MemberRole | null;
}

/** Facts of an organization that every member may read and admins change. */
export interface OrganizationFacts {
  requiresMfa: boolean;
  billingContactId: string | null;
  /** Since when it may only be read; null while it is not suspended. */
  suspendedAt: string | null;
  suspensionCause: SuspensionCause | null;
  suspensionReason: string | null;
}

/** An organization that was deleted, and until when that can be taken back. */
export type DeletedOrganization = Functions["deleted_organizations"]["Returns"][number];

/** Key root: the organizations of whoever is signed in; outside of any one organization's keys. */
export const organizationsKey = ["organizations"] as const;

/** Key of an organization's facts; below the organization, so that a reconnect reads them again. */
export const factsKey = (organizationId: string) => organizationKey(organizationId, "facts");

export const organizationQueries = {
  /** Organizations the person may open, by name, each with their role in it. */
  mine: (userId: string) =>
    queryOptions({
      queryKey: [...organizationsKey, userId],
      queryFn: async ({ signal }): Promise<MyOrganization[]> => {
        const rows = unwrap(
          await supabase()
            .from("organizations")
            .select("id, slug, name, own:members!members_organization_id_fkey(role)")
            .eq("own.user_id", userId)
            .abortSignal(signal),
        );
        return rows
          .map(({ own, ...organization }) => ({ ...organization, role: own[0]?.role ?? null }))
          .toSorted((a, b) => a.name.localeCompare(b.name));
      },
    }),
  /** Where an old address of an organization leads now; null when it leads nowhere. */
  currentSlug: (formerSlug: string) =>
    queryOptions({
      queryKey: [...organizationsKey, "current-slug", formerSlug],
      staleTime: 0,
      queryFn: async ({ signal }): Promise<string | null> => {
        const { data, error } = await supabase().rpc("current_slug", { former_slug: formerSlug }).abortSignal(signal);
        unwrapEmpty({ error });
        return data ?? null;
      },
    }),
  /** What the settings show, and whether it is suspended. */
  facts: (organizationId: string) =>
    queryOptions({
      queryKey: factsKey(organizationId),
      queryFn: async ({ signal }): Promise<OrganizationFacts> => {
        const row = unwrap(
          await supabase()
            .from("organizations")
            .select("requires_mfa, billing_contact_id, suspended_at, suspension_cause, suspension_reason")
            .eq("id", organizationId)
            .abortSignal(signal)
            .single(),
        );
        return {
          requiresMfa: row.requires_mfa,
          billingContactId: row.billing_contact_id,
          suspendedAt: row.suspended_at,
          suspensionCause: row.suspension_cause,
          suspensionReason: row.suspension_reason,
        };
      },
    }),
  /** What the person could have back. */
  deleted: () =>
    queryOptions({
      queryKey: [...organizationsKey, "deleted"],
      queryFn: async ({ signal }): Promise<DeletedOrganization[]> =>
        unwrap(await supabase().rpc("deleted_organizations").abortSignal(signal)),
    }),
};
