import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MemberRole } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { teamKey } from "./queries.ts";
import type { AddMemberValues } from "./schemas.ts";

/** Adds somebody who has an account already. */
export function useAddMember(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ email, role }: AddMemberValues) =>
      unwrap(await supabase().rpc("add_member", { organization_id: organizationId, email, role })),
    onSuccess: () => client.invalidateQueries({ queryKey: teamKey(organizationId) }),
  });
}

/** Gives a member another role. */
export function useChangeRole(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ userId, role }: { userId: string; role: MemberRole }) =>
      unwrap(
        await supabase()
          .from("members")
          .update({ role })
          .eq("organization_id", organizationId)
          .eq("user_id", userId)
          .select("user_id")
          .single(),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: teamKey(organizationId) }),
  });
}

/** Removes a member; also how somebody leaves. */
export function useRemoveMember(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (userId: string) =>
      unwrap(
        await supabase()
          .from("members")
          .delete()
          .eq("organization_id", organizationId)
          .eq("user_id", userId)
          .select("user_id")
          .single(),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: teamKey(organizationId) }),
  });
}
