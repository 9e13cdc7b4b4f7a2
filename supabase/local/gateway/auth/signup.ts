import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { json } from "../responses.ts";
import { permittedAccount, saveAccount } from "./accounts.ts";
import { AuthFailure, invalid } from "./failure.ts";
import { sendConfirmation, sendRecovery } from "./mailing.ts";
import type { AuthParts, Handler } from "./parts.ts";
import { requireStrength } from "./passwords.ts";
import { beginFlow, challengeFields, checkChallenge } from "./pkce.ts";
import { type AuthRequest, fieldsOf, metadata, text, validEmail } from "./requests.ts";
import { userJson } from "./user-json.ts";
import { confirmEmail, findUserByEmail, type User } from "./users.ts";

const Signup = z.object({ email: text, phone: text, password: text, data: metadata, ...challengeFields });
type Signup = z.infer<typeof Signup>;

/** `POST /signup` */
export const signup: Handler = async (parts, request) => {
  const fields = fieldsOf(Signup, request);
  if (fields.email === "" && fields.phone === "")
    throw new AuthFailure(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
  if (fields.email !== "") parts.limits.takeRequest("sign-in", request.origin.address);
  return signUp(parts, request, fields);
};

async function signUp(parts: AuthParts, request: AuthRequest, fields: Signup): Promise<Response> {
  const { settings, sql } = parts;
  if (!settings.enable_signup) throw new AuthFailure(422, "signup_disabled", "Signups not allowed for this instance");
  if (fields.password === "") throw invalid("Signup requires a valid password");
  requireStrength(fields.password, settings);
  if (fields.email !== "" && fields.phone !== "")
    throw invalid("Only an email address or phone number should be provided on signup.");
  checkChallenge(fields);
  if (fields.email === "") throw new AuthFailure(400, "phone_provider_disabled", "Phone signups are disabled");
  if (!settings.email.enable_signup)
    throw new AuthFailure(400, "email_provider_disabled", "Email signups are disabled");
  const email = validEmail(fields.email);
  if (settings.email.enable_confirmations) parts.limits.takeRecipient(email);
  const known = await findUserByEmail(sql, email);
  if (known !== undefined && known.emailConfirmedAt !== null) return repeated(parts, email, fields);
  const created =
    known === undefined
      ? await permittedAccount(parts, { email, password: fields.password, metadata: fields.data }, request.origin)
      : undefined;
  const user = created ?? known;
  if (user === undefined) throw new Error("no account to sign up");
  return sql.begin(async (tx) => {
    if (created !== undefined) await saveAccount(tx, created);
    if (!settings.email.enable_confirmations) {
      await confirmEmail(tx, user.id);
      return json(await parts.sessions.open(tx, { id: user.id, isBanned: false }, "password", request.origin));
    }
    const prefix = await beginFlow(tx, fields, user.id, "email/signup");
    await sendConfirmation(parts, tx, { user: { id: user.id, email }, prefix, redirectTo: request.redirectTo });
    const shown = await userJson(tx, user.id);
    // Somebody who was invited is known to others already: nothing about them goes to whoever asks.
    return json(known?.invitedAt == null ? shown : { ...shown, user_metadata: {}, identities: [] });
  });
}

/** The answer for an address that has an account looks like success and has no identities. */
function repeated({ settings }: AuthParts, email: string, fields: Signup): Response {
  if (!settings.email.enable_confirmations)
    throw new AuthFailure(422, "user_already_exists", "User already registered");
  const now = new Date().toISOString();
  return json({
    id: randomUUID(),
    aud: "authenticated",
    role: "",
    email,
    phone: "",
    confirmation_sent_at: now,
    app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: fields.data,
    identities: [],
    created_at: now,
    updated_at: now,
    is_anonymous: false,
  });
}

const Otp = z.object({
  email: text,
  phone: text,
  channel: text,
  create_user: z.boolean().default(true),
  data: metadata,
  ...challengeFields,
});

/** `POST /otp` */
export const otp: Handler = async (parts, request) => {
  const fields = fieldsOf(Otp, request);
  if (fields.email !== "" && fields.phone !== "")
    throw invalid("Only an email address or phone number should be provided");
  if (fields.email !== "" && fields.channel !== "") throw invalid("Channel should only be specified with Phone OTP");
  checkChallenge(fields);
  if (fields.phone !== "") throw new AuthFailure(400, "phone_provider_disabled", "Unsupported phone provider");
  if (fields.email === "") throw invalid("One of email or phone must be set");
  if (!fields.create_user && (await findUserByEmail(parts.sql, validEmail(fields.email))) === undefined)
    throw new AuthFailure(422, "otp_disabled", "Signups not allowed for otp");
  return magicLink(parts, request);
};

const MagicLink = z.object({ email: text, data: metadata, ...challengeFields });

/** `POST /magiclink` */
export const magicLink: Handler = async (parts, request) => {
  const fields = fieldsOf(MagicLink, request);
  if (fields.email === "") throw new AuthFailure(422, "validation_failed", "Password recovery requires an email");
  const email = validEmail(fields.email);
  checkChallenge(fields);
  let user = await findUserByEmail(parts.sql, email);
  if (user?.emailConfirmedAt == null) {
    // The mail that proves the address signs in as well.
    const account = { ...fields, email, phone: "", password: randomPassword() };
    await signUp(parts, request, account);
    if (parts.settings.email.enable_confirmations) return json({});
    user = await findUserByEmail(parts.sql, email);
  }
  parts.limits.takeRecipient(email);
  if (user !== undefined) await mailMagicLink(parts, request, user, fields);
  return json({});
};

async function mailMagicLink(
  parts: AuthParts,
  request: AuthRequest,
  user: User,
  challenge: z.infer<typeof MagicLink>,
): Promise<void> {
  await parts.sql.begin(async (tx) => {
    const prefix = await beginFlow(tx, challenge, user.id, "magiclink");
    await sendRecovery(parts, tx, "magiclink", { user, prefix, redirectTo: request.redirectTo });
  });
}

/** Strong enough for any rule, and known to nobody. */
export function randomPassword(): string {
  return `aA1!${randomBytes(30).toString("base64url")}`;
}
