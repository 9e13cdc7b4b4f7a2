import { isAuthApiError, type SupabaseClient } from "@supabase/supabase-js";
import { AppError } from "./errors.ts";

/** An error of the auth server that is about what the caller sent, as they may read it; any other as it is. */
export function authRefusalOf(error: Error): Error {
  if (!isAuthApiError(error) || error.status >= 500) return error;
  const code = error.code ?? "invalid_input";
  const field = code.includes("password") ? "password" : code.includes("email") ? "email" : undefined;
  return new AppError(code, error.status, error.message, {
    cause: error,
    ...(field !== undefined && { field }),
    ...(error.status === 429 && { retryAfter: 60 }),
  });
}

/**
 * Sends the mail that activates an account. One that was sent a moment ago is enough; for an active account nothing is sent.
 * @param siteUrl where its link leads
 */
export async function sendActivation(auth: SupabaseClient["auth"], siteUrl: string, email: string): Promise<void> {
  const emailRedirectTo = `${siteUrl}/auth/callback?next=%2F`;
  const { error } = await auth.resend({ type: "signup", email, options: { emailRedirectTo } });
  if (error !== null && error.code !== "over_email_send_rate_limit") throw error;
}
