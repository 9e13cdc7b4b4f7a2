import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MemberRole } from "../../lib/database.ts";
import { type AppError, toAppError, unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { parseAddresses } from "./addresses.ts";
import { type Invitation, teamKey } from "./queries.ts";
import type { InviteValues } from "./schemas.ts";

/** What became of one address. */
export interface InviteOutcome {
  readonly email: string;
  /** Null when it was invited. */
  readonly refusal: AppError | null;
}

/** Invites addresses by mail, each for itself; one that is invited already gets a new mail. */
export function useInviteMembers(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ emails, role }: InviteValues): Promise<InviteOutcome[]> => {
      const outcomes: InviteOutcome[] = [];
      // One after the other: each holds the organization's row.
      for (const email of parseAddresses(emails)) {
        const { error } = await supabase().rpc("invite_member", { organization_id: organizationId, email, role });
        outcomes.push({ email, refusal: error === null ? null : toAppError(error) });
      }
      return outcomes;
    },
    onSettled: () => client.invalidateQueries({ queryKey: teamKey(organizationId) }),
  });
}

/** Sends an invitation's mail again, with a new link. */
export function useResendInvitation(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (invitation: Invitation) =>
      unwrapEmpty(await supabase().rpc("resend_invitation", { invitation_id: invitation.id })),
    onSuccess: (_, { email }) => showToast({ title: `Sent the invitation to ${email} again` }),
    onError: (error, { email }) => showErrorToast(`${email} was not invited again`, error),
    onSettled: () => client.invalidateQueries({ queryKey: teamKey(organizationId) }),
  });
}

/** Makes an invitation's link void. */
export function useRevokeInvitation(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (invitation: Invitation) =>
      unwrapEmpty(await supabase().rpc("revoke_invitation", { invitation_id: invitation.id })),
    onSuccess: (_, { email }) => showToast({ title: `Revoked the invitation of ${email}` }),
    onError: (error, { email }) => showErrorToast(`The invitation of ${email} still holds`, error),
    onSettled: () => client.invalidateQueries({ queryKey: teamKey(organizationId) }),
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
