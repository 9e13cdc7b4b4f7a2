import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** What an invitation says to whoever has its link. */
export type ReceivedInvitation = Omit<Functions["invitation"]["Returns"][number], "invited_by"> & {
  /** Null where nobody is named. */
  invited_by: string | null;
};

/** @returns null for a link that is void */
export async function readInvitation(token: string): Promise<ReceivedInvitation | null> {
  return unwrap(await supabase().rpc("invitation", { token }))[0] ?? null;
}

/** Joins the organization. @returns its address */
export async function acceptInvitation(token: string): Promise<string> {
  return unwrap(await supabase().rpc("accept_invitation", { token }));
}
