import { z } from "zod";
import { json } from "../responses.ts";
import { hashOf, isCurrent } from "./codes.ts";
import { AuthFailure, emailExists, invalid } from "./failure.ts";
import { sendConfirmation, sendEmailChange, sendReauthentication, sendRecovery } from "./mailing.ts";
import { type AuthParts, type Handler, requireUser } from "./parts.ts";
import { hashPassword, isPasswordOf, requireStrength, storePassword } from "./passwords.ts";
import { beginFlow, challengeFields, checkChallenge } from "./pkce.ts";
import { fieldsOf, text, validEmail } from "./requests.ts";
import type { Session } from "./sessions.ts";
import { userJson } from "./user-json.ts";
import { findUserByEmail, mergeMetadata, type User } from "./users.ts";

/** `GET /user` */
export const getUser: Handler = async (parts, request) => {
  const { user } = await requireUser(parts, request);
  return json(await userJson(parts.sql, user.id));
};

const Changes = z.object({
  email: text,
  phone: text,
  password: z.string().optional(),
  nonce: text,
  data: z.record(z.string(), z.unknown()).optional(),
  app_metadata: z.record(z.string(), z.unknown()).optional(),
  ...challengeFields,
});
type Changes = z.infer<typeof Changes>;

/** `PUT /user` */
export const updateUser: Handler = async (parts, request) => {
  const { user, session } = await requireUser(parts, request);
  const fields = fieldsOf(Changes, request);
  const email = fields.email === "" ? user.email : validEmail(fields.email);
  checkChallenge(fields);
  await checkChanges(parts, user, session, { ...fields, email });
  const { password } = fields;
  if (password !== undefined) await checkPassword(parts, user, session, password, fields.nonce);
  if (email !== user.email) parts.limits.takeRecipient(email);
  const hash = password === undefined ? undefined : await hashPassword(parts.sql, password);
  await parts.sql.begin(async (tx) => {
    if (hash !== undefined) {
      await storePassword(tx, user.id, hash, session?.id);
      await parts.mails.notify("password_changed", user.email);
    }
    if (fields.data !== undefined) await mergeMetadata(tx, user.id, "raw_user_meta_data", fields.data);
    if (email !== user.email) {
      const prefix = await beginFlow(tx, fields, user.id, "email_change");
      await sendEmailChange(parts, tx, email, { user, prefix, redirectTo: request.redirectTo });
    }
    await tx`update auth.users set updated_at = now() where id = ${user.id}`;
  });
  return json(await userJson(parts.sql, user.id));
};

/** What may be changed by whom, and how sure we have to be of them. @throws AuthFailure */
async function checkChanges(
  { sql, settings }: AuthParts,
  user: User,
  session: Session | undefined,
  { email, phone, password, nonce, app_metadata: appMetadata }: Changes,
): Promise<void> {
  if (phone !== "") throw new AuthFailure(400, "phone_provider_disabled", "Phone signups are disabled");
  if (password !== undefined) requireStrength(password, settings);
  if (appMetadata !== undefined)
    throw new AuthFailure(403, "not_admin", "Updating app_metadata requires admin privileges");
  const isOtherEmail = email !== user.email;
  const isSensitive = isOtherEmail || (password ?? "") !== "";
  if (user.hasVerifiedFactor && session?.aal !== "aal2" && isSensitive) {
    const message = "AAL2 session is required to update email or password when MFA is enabled.";
    throw new AuthFailure(401, "insufficient_aal", message);
  }
  if (user.isSsoUser && (isSensitive || nonce !== "")) {
    const message = "Updating email, phone, password of a SSO account only possible via SSO";
    throw new AuthFailure(422, "user_sso_managed", message);
  }
  if (isOtherEmail && (await findUserByEmail(sql, email)) !== undefined) throw emailExists();
}

const dayMs = 24 * 3_600_000;

async function checkPassword(
  { sql, settings }: AuthParts,
  user: User,
  session: Session | undefined,
  password: string,
  nonce: string,
): Promise<void> {
  const isFresh = session !== undefined && Date.now() < session.createdAt.getTime() + dayMs;
  if (settings.email.secure_password_change && !isFresh) {
    if (nonce === "")
      throw new AuthFailure(400, "reauthentication_needed", "Password update requires reauthentication");
    const { reauthenticationToken: stored, reauthenticationSentAt: sentAt } = user;
    if (!isCurrent(hashOf(user.email, nonce), stored, sentAt, settings.email.otp_expiry))
      throw new AuthFailure(422, "reauthentication_not_valid", "Nonce has expired or is invalid");
    await sql`update auth.users set reauthentication_token = '' where id = ${user.id}`;
  }
  if (await isPasswordOf(sql, user, password))
    throw new AuthFailure(422, "same_password", "New password should be different from the old password.");
}

/** `GET /reauthenticate` */
export const reauthenticate: Handler = async (parts, request) => {
  const { user } = await requireUser(parts, request);
  if (user.email === "") throw invalid("Reauthentication requires the user to have an email or a phone number");
  if (user.emailConfirmedAt === null)
    throw new AuthFailure(422, "email_not_confirmed", "Please verify your email first.");
  parts.limits.takeRecipient(user.email);
  await parts.sql.begin((tx) => sendReauthentication(parts, tx, user));
  return json({});
};

const Recovery = z.object({ email: text, ...challengeFields });

/** `POST /recover` */
export const recover: Handler = async (parts, request) => {
  const fields = fieldsOf(Recovery, request);
  if (fields.email === "") throw invalid("Password recovery requires an email");
  const email = validEmail(fields.email);
  checkChallenge(fields);
  parts.limits.takeRecipient(email);
  const user = await findUserByEmail(parts.sql, email);
  if (user === undefined) return json({});
  await parts.sql.begin(async (tx) => {
    const prefix = await beginFlow(tx, fields, user.id, "recovery");
    await sendRecovery(parts, tx, "recovery", { user, prefix, redirectTo: request.redirectTo });
  });
  return json({});
};

const Resend = z.object({ type: text, email: text, phone: text, ...challengeFields });

/** `POST /resend` */
export const resend: Handler = async (parts, request) => {
  const fields = fieldsOf(Resend, request);
  if (!["signup", "email_change", "sms", "phone_change"].includes(fields.type))
    throw invalid("Missing one of these types: signup, email_change, sms, phone_change");
  checkChallenge(fields);
  if (fields.email === "" && fields.type === "signup") throw invalid("Type provided requires an email address");
  if (fields.email !== "" && fields.phone !== "")
    throw invalid("Only an email address or phone number should be provided.");
  if (fields.phone !== "") throw new AuthFailure(400, "phone_provider_disabled", "Phone logins are disabled");
  if (fields.email === "") throw invalid("Missing email address or phone number");
  const email = validEmail(fields.email);
  parts.limits.takeRecipient(email);
  const user = await findUserByEmail(parts.sql, email);
  const { redirectTo } = request;
  if (user !== undefined && fields.type === "signup" && user.emailConfirmedAt === null)
    await parts.sql.begin(async (tx) => {
      const prefix = await beginFlow(tx, fields, user.id, "email/signup");
      await sendConfirmation(parts, tx, { user, prefix, redirectTo });
    });
  if (user !== undefined && fields.type === "email_change" && user.emailChange !== "")
    await parts.sql.begin(async (tx) => {
      const prefix = await beginFlow(tx, fields, user.id, "email_change");
      await sendEmailChange(parts, tx, user.emailChange, { user, prefix, redirectTo });
    });
  return json({});
};

/** `POST /logout?scope=global|local|others`. The access token is good until it ends; it cannot be renewed. */
export const logout: Handler = async (parts, request) => {
  const { user, session } = await requireUser(parts, request);
  const scope = request.url.searchParams.get("scope") || "global";
  if (!["global", "local", "others"].includes(scope)) throw invalid(`Unsupported logout scope "${scope}"`);
  const { sql } = parts;
  if (session !== undefined && scope === "local") await sql`delete from auth.sessions where id = ${session.id}`;
  else if (session !== undefined && scope === "others")
    await sql`delete from auth.sessions where user_id = ${user.id} and id <> ${session.id}`;
  else await sql`delete from auth.sessions where user_id = ${user.id}`;
  return new Response(null, { status: 204 });
};
