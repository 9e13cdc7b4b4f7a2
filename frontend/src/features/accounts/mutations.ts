import { useMutation } from "@tanstack/react-query";
import { unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import type { SignInValues, SignUpValues } from "./schemas.ts";

/** @param next path of this site to open after the link */
function callbackUrl(next: string): string {
  const url = new URL("/auth/callback", location.origin);
  url.searchParams.set("next", next);
  return url.href;
}

/** Signs in with e-mail address and password. */
export function useSignIn() {
  return useMutation({
    mutationFn: async ({ email, password }: SignInValues) =>
      unwrapEmpty(await supabase().auth.signInWithPassword({ email, password })),
  });
}

/** Sends the confirmation mail. An address that has an account already reads the same. */
export function useSignUp(next: string) {
  return useMutation({
    mutationFn: async ({ fullName, email, password }: SignUpValues) =>
      unwrapEmpty(
        await supabase().auth.signUp({
          email,
          password,
          options: { emailRedirectTo: callbackUrl(next), data: { full_name: fullName } },
        }),
      ),
  });
}

/** Sends the mail that confirms an address again. @param next where its link leads in the end */
export function useResendConfirmation(next: string) {
  return useMutation({
    mutationFn: async (email: string) =>
      unwrapEmpty(
        await supabase().auth.resend({ type: "signup", email, options: { emailRedirectTo: callbackUrl(next) } }),
      ),
  });
}

/** Sends a recovery mail. Unknown addresses read the same. */
export function useForgotPassword() {
  return useMutation({
    mutationFn: async (email: string) =>
      unwrapEmpty(await supabase().auth.resetPasswordForEmail(email, { redirectTo: callbackUrl("/set-password") })),
  });
}

/** Sets the password of whoever is signed in. */
export function useSetPassword() {
  return useMutation({
    mutationFn: async (password: string) => unwrapEmpty(await supabase().auth.updateUser({ password })),
  });
}

/** Changes the name that team mates see. */
export function useUpdateName(userId: string) {
  return useMutation({
    mutationFn: async (fullName: string) =>
      unwrapEmpty(
        await supabase().from("profiles").update({ full_name: fullName }).eq("id", userId).select("id").single(),
      ),
  });
}
