import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import type { InstanceMode } from "../../lib/instance-state.ts";
import { roles } from "../../lib/permissions.ts";
import { supabase } from "../../lib/supabase.ts";
import type { OrganizationFilter, UserFilter } from "./list-filter.ts";

const Memberships = z.array(z.object({ name: z.string(), slug: z.string(), role: z.enum(roles) }));

type UserRow = Functions["instance_users"]["Returns"][number];
/** An account, as the master administrator sees it. */
export type InstanceUser = Omit<UserRow, "confirmed_at" | "last_sign_in_at" | "banned_until" | "organizations"> & {
  confirmed_at: string | null;
  last_sign_in_at: string | null;
  banned_until: string | null;
  organizations: z.infer<typeof Memberships>;
};

/** An invitation to an address that has no account and cannot make one. */
export type WaitingAccount = Omit<Functions["waiting_accounts"]["Returns"][number], "invited_by"> & {
  /** Null where whoever invited is gone. */
  invited_by: string | null;
};

type OrganizationRow = Functions["instance_organizations"]["Returns"][number];
/** An organization, as the master administrator sees it. */
export type InstanceOrganization = Omit<
  OrganizationRow,
  "suspended_at" | "suspension_cause" | "suspension_reason" | "deleted_at" | "plan" | "payment_state"
> & {
  suspended_at: string | null;
  suspension_cause: OrganizationRow["suspension_cause"] | null;
  suspension_reason: string | null;
  deleted_at: string | null;
  plan: string | null;
  payment_state: string | null;
};

type ProbeRow = Functions["instance_probes"]["Returns"][number];
/** A probe of any organization or of none. */
export type InstanceProbe = Omit<ProbeRow, "organization_name" | "draining_at" | "key_rotated_at"> & {
  organization_name: string | null;
  draining_at: string | null;
  key_rotated_at: string | null;
};

/** Key root of the instance area. */
export const instanceKey = ["instance"] as const;

const pageSize = 50;
const probesRefetchMs = 10_000;

export const instanceQueries = {
  /** Accounts by address; a page begins where the last one ended. */
  users: (filter: UserFilter) =>
    infiniteQueryOptions({
      queryKey: [...instanceKey, "users", filter],
      placeholderData: keepPreviousData,
      initialPageParam: firstUser,
      getNextPageParam: (page: InstanceUser[]) => (page.length < pageSize ? null : (page.at(-1)?.email ?? null)),
      queryFn: async ({ signal, pageParam: after }): Promise<InstanceUser[]> => {
        const rows = unwrap(
          await supabase()
            .rpc("instance_users", {
              max_rows: pageSize,
              ...(filter.q !== undefined && { search: filter.q }),
              ...(after !== null && { after_email: after }),
            })
            .abortSignal(signal),
        );
        return rows.map((row) => ({ ...row, organizations: Memberships.parse(row.organizations) }));
      },
    }),
  /** Invited addresses that wait for an account, the longest first; at most 100. None where sign-up is open. */
  waiting: () =>
    queryOptions({
      queryKey: [...instanceKey, "users", "waiting"],
      queryFn: async ({ signal }): Promise<WaitingAccount[]> =>
        unwrap(await supabase().rpc("waiting_accounts").abortSignal(signal)),
    }),
  /** Organizations by name. */
  organizations: (filter: OrganizationFilter) =>
    infiniteQueryOptions({
      queryKey: [...instanceKey, "organizations", filter],
      placeholderData: keepPreviousData,
      initialPageParam: firstOrganization,
      getNextPageParam: (page: InstanceOrganization[]) => {
        const last = page.at(-1);
        return page.length < pageSize || last === undefined ? null : { name: last.name, id: last.id };
      },
      queryFn: async ({ signal, pageParam: after }): Promise<InstanceOrganization[]> =>
        unwrap(
          await supabase()
            .rpc("instance_organizations", {
              max_rows: pageSize,
              ...(filter.q !== undefined && { search: filter.q }),
              ...(filter.state !== undefined && { state: filter.state }),
              ...(after !== null && { after_name: after.name, after_id: after.id }),
            })
            .abortSignal(signal),
        ),
    }),
  /** All probes by region and name. */
  probes: () =>
    queryOptions({
      queryKey: [...instanceKey, "probes"],
      refetchInterval: probesRefetchMs,
      queryFn: async ({ signal }): Promise<InstanceProbe[]> =>
        unwrap(await supabase().rpc("instance_probes").abortSignal(signal)),
    }),
  /** Regions that are everybody's. "push" is that of heartbeats, which no probe works for. */
  regions: () =>
    queryOptions({
      queryKey: [...instanceKey, "regions"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("regions")
            .select("id, name")
            .is("organization_id", null)
            .neq("id", "push")
            .order("name")
            .abortSignal(signal),
        ),
    }),
  settings: () =>
    queryOptions({
      queryKey: [...instanceKey, "settings"],
      queryFn: async ({ signal }) => {
        const row = unwrap(await supabase().rpc("instance_settings").abortSignal(signal))[0];
        const mode: InstanceMode = row?.mode ?? null;
        const setUpAt: string | null = row?.set_up_at ?? null;
        return { mode, setUpAt, mayInvitationsCreateAccounts: row?.invitations_create_accounts ?? false };
      },
    }),
};

const firstUser: string | null = null;
const firstOrganization: { name: string; id: string } | null = null;
