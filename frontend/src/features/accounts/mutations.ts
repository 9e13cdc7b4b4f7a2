import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import type { Database } from "../../lib/database.ts";
import { toAppError, unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { instanceStateKey } from "../../lib/instance-state.ts";
import { renewSession } from "../../lib/session.ts";
import { supabase } from "../../lib/supabase.ts";
import { callbackUrl } from "./links.ts";
import { accountKey, lacksPasswordKey } from "./queries.ts";

/** Fetches everything again: what a session may see depends on who it is and how sure that is. */
function useRefetchAll() {
  const client = useQueryClient();
  // Not waited for: the part of the screen that asked may be gone with the answer, and could say nothing more.
  return () => void client.invalidateQueries();
}

/** Sets the password of whoever is signed in; every other session ends. @returns "code" when a mailed code is asked for first */
export function useSetPassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ password, nonce }: { password: string; nonce?: string }): Promise<"saved" | "code"> => {
      const { error } = await supabase().auth.updateUser({ password, ...(nonce !== undefined && { nonce }) });
      if (error === null) return "saved";
      if (error.code !== "reauthentication_needed") throw toAppError(error);
      unwrapEmpty(await supabase().auth.reauthenticate());
      return "code";
    },
    onSuccess: (outcome) => {
      if (outcome === "saved") client.setQueriesData({ queryKey: lacksPasswordKey }, false);
    },
  });
}

/** Sends the code for a change of password again. */
export function useSendPasswordCode() {
  return useMutation({ mutationFn: async () => unwrapEmpty(await supabase().auth.reauthenticate()) });
}

/** Changes the name that team mates see. */
export function useUpdateName(userId: string) {
  const refetchAll = useRefetchAll();
  return useMutation({
    mutationFn: async (fullName: string) =>
      unwrapEmpty(
        await supabase().from("profiles").update({ full_name: fullName }).eq("id", userId).select("id").single(),
      ),
    onSuccess: refetchAll,
  });
}

/** Asks both addresses to agree to the new one. */
export function useChangeEmail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (email: string) =>
      unwrapEmpty(await supabase().auth.updateUser({ email }, { emailRedirectTo: callbackUrl("/account", "change") })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountKey }),
  });
}

/** An authenticator app that is being set up. */
export interface Enrolment {
  factorId: string;
  /** Data URL of the QR code. */
  qrCode: string;
  /** The same as text. */
  key: string;
}

/** Begins the set-up of an authenticator app. What was begun before and never proven is thrown away. */
export function useEnrol() {
  return useMutation({
    mutationFn: async (): Promise<Enrolment> => {
      const { mfa } = supabase().auth;
      const { all } = unwrap(await mfa.listFactors());
      const stale = all.filter(({ status }) => status === "unverified");
      for (const { id } of stale) unwrapEmpty(await mfa.unenroll({ factorId: id }));
      const friendlyName = "Authenticator app";
      const { id, totp } = unwrap(await mfa.enroll({ factorType: "totp", friendlyName, issuer: "Heliograph" }));
      return { factorId: id, qrCode: totp.qr_code, key: totp.secret };
    },
  });
}

async function prove(factorId: string, code: string): Promise<void> {
  unwrapEmpty(await supabase().auth.mfa.challengeAndVerify({ factorId, code }));
}

/** Proves the account's second factor: the session rises to the second level. */
export function useProveFactor() {
  const refetchAll = useRefetchAll();
  return useMutation({
    mutationFn: async (code: string) => {
      const [factor] = unwrap(await supabase().auth.mfa.listFactors()).totp;
      if (factor !== undefined) await prove(factor.id, code);
      // It was removed meanwhile: the session learns that nothing is asked of it.
      else await renewSession();
    },
    onSuccess: refetchAll,
  });
}

/** Ends a set-up with the first code of the app; every session that has not proven it ends. */
export function useFinishEnrolment() {
  return useMutation({
    mutationFn: ({ factorId, code }: { factorId: string; code: string }) => prove(factorId, code),
  });
}

/** Removes the second factor. */
export function useRemoveFactor() {
  const refetchAll = useRefetchAll();
  return useMutation({
    mutationFn: async (factorId: string) => {
      unwrapEmpty(await supabase().auth.mfa.unenroll({ factorId }));
      await renewSession();
    },
    onSuccess: refetchAll,
  });
}

/** Uses up a recovery code: the second factor is gone afterwards. */
export function useRecover() {
  const refetchAll = useRefetchAll();
  return useMutation({
    mutationFn: async (code: string) => {
      await callFunction("accounts/recover", { code }, z.object({ recovered: z.literal(true) }));
      await renewSession();
    },
    onSuccess: refetchAll,
  });
}

/** Ten new recovery codes; those before are void. */
export function useCreateRecoveryCodes() {
  const refetchAll = useRefetchAll();
  return useMutation({
    mutationFn: async () => unwrap(await supabase().rpc("create_recovery_codes")),
    onSuccess: refetchAll,
  });
}

/** Ends another session of the account at once. */
export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (sessionId: string) =>
      unwrapEmpty(await supabase().rpc("revoke_session", { session_id: sessionId })),
    onSettled: () => client.invalidateQueries({ queryKey: accountKey }),
  });
}

/** Ends every session of the account but this one. @returns how many */
export function useRevokeOtherSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => unwrap(await supabase().rpc("revoke_other_sessions")),
    onSettled: () => client.invalidateQueries({ queryKey: accountKey }),
  });
}

/** Everything that is stored about the account. */
export function useExportAccount() {
  return useMutation({ mutationFn: async () => unwrap(await supabase().rpc("export_account")) });
}

/** Deletes the account for good. The session went with it. */
export function useDeleteAccount() {
  return useMutation({
    mutationFn: async (confirmation: string) => unwrapEmpty(await supabase().rpc("delete_account", { confirmation })),
  });
}

/** Chooses how the instance runs, once. */
export function useSetUpInstance() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (mode: Database["public"]["Enums"]["instance_mode"]) =>
      unwrapEmpty(await supabase().rpc("set_up_instance", { mode })),
    onSettled: () => client.invalidateQueries({ queryKey: instanceStateKey }),
  });
}
