import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** What an invitation says to whoever has its link. */
export type ReceivedInvitation = Omit<Functions["invitation"]["Returns"][number], "invited_by"> & {
  /** Null where nobody is named. */
  invited_by: string | null;
};

/** An invitation to whoever is signed in. */
export type MyInvitation = Omit<Functions["my_invitations"]["Returns"][number], "invited_by"> & {
  /** Null where nobody is named. */
  invited_by: string | null;
};

/** Key root: the invitations to whoever is signed in. */
export const myInvitationsKey = ["my-invitations"] as const;

/** What waits for the account's own address, newest first; no link is needed. */
export function myInvitationsQuery(userId: string) {
  return queryOptions({
    queryKey: [...myInvitationsKey, userId],
    // Nothing tells this browser that one was revoked.
    staleTime: 0,
    queryFn: async ({ signal }): Promise<MyInvitation[]> =>
      unwrap(await supabase().rpc("my_invitations").abortSignal(signal)),
  });
}

/** @returns null for a link that is void */
export async function readInvitation(token: string): Promise<ReceivedInvitation | null> {
  return unwrap(await supabase().rpc("invitation", { token }))[0] ?? null;
}

/** Joins the organization. @returns its address */
export async function acceptInvitation(token: string): Promise<string> {
  return unwrap(await supabase().rpc("accept_invitation", { token }));
}

/** Joins the organization of one of the caller's own invitations. @returns its address */
export async function acceptMyInvitation(invitationId: string): Promise<string> {
  return unwrap(await supabase().rpc("accept_my_invitation", { invitation_id: invitationId }));
}
