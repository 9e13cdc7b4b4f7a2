import type { AuthError } from "@supabase/supabase-js";
import { useMutation } from "@tanstack/react-query";
import { toAppError, unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { callbackUrl } from "./links.ts";
import type { OauthProvider, SingleSignOn } from "./queries.ts";
import type { SignInValues, SignUpValues } from "./schemas.ts";

/** Looks up where an address signs in; null: by password. The same for every address of a domain, with account or without. */
export function useLookUpAddress() {
  return useMutation({
    mutationFn: async (email: string): Promise<SingleSignOn | null> =>
      unwrap(await supabase().rpc("sso_of", { email }))[0] ?? null,
  });
}

/** Signs in with e-mail address and password. */
export function useSignIn() {
  return useMutation({
    mutationFn: async ({ email, password }: SignInValues) =>
      unwrapEmpty(await supabase().auth.signInWithPassword({ email, password })),
  });
}

/** What the auth server says of addresses without an account, and of those alone that have one. */
const telltales: readonly unknown[] = ["otp_disabled", "over_email_send_rate_limit"];

/** For answers that must read the same whether an address has an account. @throws AppError for errors that tell nothing of that */
function unwrapUntold({ error }: { error: AuthError | null }): void {
  if (!telltales.includes(error?.code)) unwrapEmpty({ error });
}

/** Sends a link that signs in. An address without an account reads the same. @param next where the link leads in the end */
export function useSendSignInLink(next: string) {
  return useMutation({
    mutationFn: async (email: string) => {
      const options = { shouldCreateUser: false, emailRedirectTo: callbackUrl(next, "sign-in") };
      unwrapUntold(await supabase().auth.signInWithOtp({ email, options }));
    },
  });
}

/** Leaves for Google or GitHub; comes back to the callback. */
export function useSignInWithProvider(next: string) {
  return useMutation({
    mutationFn: async (provider: OauthProvider) =>
      unwrapEmpty(
        await supabase().auth.signInWithOAuth({ provider, options: { redirectTo: callbackUrl(next, "provider") } }),
      ),
  });
}

/** Leaves for the identity provider of a domain. */
export function useSingleSignOn(next: string) {
  return useMutation({
    mutationFn: async ({ provider, domain }: SingleSignOn) => {
      const options = { redirectTo: callbackUrl(next, "provider") };
      const { auth } = supabase();
      const name = /^custom:(.+)$/.exec(provider)?.[1];
      unwrapEmpty(
        name === undefined
          ? await auth.signInWithSSO({ domain, options })
          : await auth.signInWithOAuth({ provider: `custom:${name}`, options }),
      );
    },
  });
}

/** Makes the account and sends the mail that confirms its address. One that has an account already gets a link to sign in, and reads the same. */
export function useSignUp(next: string) {
  return useMutation({
    mutationFn: async ({ fullName, email }: SignUpValues) => {
      const options = { emailRedirectTo: callbackUrl(next, "confirm"), data: { full_name: fullName } };
      unwrapEmpty(await supabase().auth.signInWithOtp({ email, options }));
    },
  });
}

/** Sends the mail that confirms an address again. @param next where its link leads in the end */
export function useResendConfirmation(next: string) {
  return useMutation({
    mutationFn: async (email: string) =>
      unwrapEmpty(
        await supabase().auth.resend({
          type: "signup",
          email,
          options: { emailRedirectTo: callbackUrl(next, "confirm") },
        }),
      ),
  });
}

/** Sends a recovery mail. Unknown addresses read the same. */
export function useForgotPassword() {
  return useMutation({
    mutationFn: async (email: string) => {
      const options = { redirectTo: callbackUrl("/set-password", "reset") };
      unwrapUntold(await supabase().auth.resetPasswordForEmail(email, options));
    },
  });
}

/** Kinds of links that name their own proof. */
export const confirmTypes = ["invite", "recovery", "signup", "magiclink", "email", "email_change"] as const;
export type ConfirmType = (typeof confirmTypes)[number];

/** Uses a link of a mail that names its own proof, in any browser. @returns whether somebody is signed in by it */
export function useConfirmLink() {
  return useMutation({
    mutationFn: async ({ tokenHash, type }: { tokenHash: string; type: ConfirmType }) => {
      const { data, error } = await supabase().auth.verifyOtp({ token_hash: tokenHash, type });
      if (error !== null) throw toAppError(error);
      return data.session !== null;
    },
  });
}
