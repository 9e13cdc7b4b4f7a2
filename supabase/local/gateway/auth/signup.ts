import { createHash, randomInt } from "node:crypto";
import type { App } from "@supabase/lite";
import type postgres from "postgres";
import { json } from "../responses.ts";

type Mailer = NonNullable<App["_mailer"]>;

/**
 * Signing up again with a known address. GoTrue does not reveal that the account exists: an unconfirmed one gets its
 * mail again, a confirmed one an answer that looks like success and has no identities. (lite refuses with 422.)
 * @returns undefined when the address is new
 */
export async function repeatedSignup(
  sql: postgres.Sql,
  email: string,
  resend: () => Promise<void>,
): Promise<Response | undefined> {
  const [user] = await sql<{ id: string; confirmed: boolean }[]>`
    select id, confirmed_at is not null as confirmed from auth.users where email = ${email.toLowerCase()} and not is_sso_user`;
  if (user === undefined) return undefined;
  const now = new Date().toISOString();
  if (!user.confirmed) await resend();
  return json({
    id: user.confirmed ? crypto.randomUUID() : user.id,
    aud: "authenticated",
    role: user.confirmed ? "" : "authenticated",
    email: email.toLowerCase(),
    phone: "",
    confirmation_sent_at: now,
    app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: {},
    identities: [],
    created_at: now,
    updated_at: now,
    is_anonymous: false,
  });
}

/**
 * What `type: "email"` means for this user: GoTrue takes it for codes of sign-ups and of sign-ins alike, lite wants to
 * be told which.
 */
export async function emailOtpType(
  sql: postgres.Sql,
  { email, token_hash }: { email?: string | undefined; token_hash?: string | undefined },
): Promise<"signup" | "magiclink"> {
  const [user] = await sql`
    select id from auth.users
    where email_confirmed_at is null and (email = ${email?.toLowerCase() ?? ""} or confirmation_token = ${token_hash ?? ""})`;
  return user === undefined ? "magiclink" : "signup";
}

/**
 * Sends the confirmation of a sign-up again, with a new code. (lite answers every such request with 429.) Unknown and
 * confirmed addresses are passed over in silence.
 */
export async function resendConfirmation(
  sql: postgres.Sql,
  mailer: Mailer,
  email: string,
  otpLength: number,
): Promise<void> {
  const address = email.toLowerCase();
  const code = Array.from({ length: otpLength }, () => randomInt(10)).join("");
  // lite finds a code again by this hash.
  const hash = createHash("sha256")
    .update(address + code)
    .digest("hex");
  const [user] = await sql<{ id: string }[]>`
    update auth.users set confirmation_token = ${hash}, confirmation_sent_at = now()
    where email = ${address} and email_confirmed_at is null and not is_sso_user
    returning id`;
  if (user !== undefined) await mailer.sendConfirmation(address, hash, code, { userId: user.id });
}
