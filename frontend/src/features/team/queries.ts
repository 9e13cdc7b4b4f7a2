import { queryOptions } from "@tanstack/react-query";
import type { MemberRole, Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of everything about the members of an organization. */
export const teamKey = (organizationId: string) => organizationKey(organizationId, "team");

export interface Member {
  userId: string;
  role: MemberRole;
  joinedAt: string;
  /** Full name, or the e-mail address of somebody who has not given one. */
  name: string;
  email: string;
}

/** An invitation that is open: sent, neither accepted nor revoked. */
export type Invitation = Pick<Row<"invitations">, "id" | "email" | "role" | "sent_at" | "expires_at">;

export const teamQueries = {
  /** All members by name. Readable by each of them. */
  members: (organizationId: string) =>
    queryOptions({
      queryKey: [...teamKey(organizationId), "members"],
      queryFn: async ({ signal }): Promise<Member[]> => {
        const rows = unwrap(
          await supabase()
            .from("members")
            .select("user_id, role, created_at, profile:profiles!members_user_id_fkey!inner(email, full_name)")
            .eq("organization_id", organizationId)
            .abortSignal(signal),
        );
        return rows
          .map(({ user_id, role, created_at, profile }) => ({
            userId: user_id,
            role,
            joinedAt: created_at,
            name: profile.full_name.trim() || profile.email,
            email: profile.email,
          }))
          .toSorted((a, b) => a.name.localeCompare(b.name));
      },
    }),
  /** Open invitations, newest first. For those who may invite. */
  invitations: (organizationId: string) =>
    queryOptions({
      queryKey: [...teamKey(organizationId), "invitations"],
      queryFn: async ({ signal }): Promise<Invitation[]> =>
        unwrap(
          await supabase()
            .from("invitations")
            .select("id, email, role, sent_at, expires_at")
            .eq("organization_id", organizationId)
            .is("accepted_at", null)
            .is("revoked_at", null)
            .order("created_at", { ascending: false })
            .abortSignal(signal),
        ),
    }),
  /** Which role holds which permission; the same for all organizations. */
  roleMatrix: () =>
    queryOptions({
      queryKey: ["role-matrix"],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async ({ signal }) => unwrap(await supabase().rpc("role_matrix").abortSignal(signal)),
    }),
};
