import { z } from "zod";
import { json } from "../responses.ts";
import { permittedAccount, saveAccount } from "./accounts.ts";
import { hashOf, newCode } from "./codes.ts";
import { AuthFailure, emailExists, invalid } from "./failure.ts";
import { sendInvite } from "./mailing.ts";
import { type AuthParts, type Handler, requireAdmin } from "./parts.ts";
import { requireStrength } from "./passwords.ts";
import { type AuthRequest, fieldsOf, metadata, text, validEmail } from "./requests.ts";
import { randomPassword } from "./signup.ts";
import { userJson } from "./user-json.ts";
import { findUserByEmail, mergeMetadata, type NewUser, type Queries, type User } from "./users.ts";

const Invitation = z.object({ email: text, data: metadata });

/** `POST /invite` */
export const invite: Handler = async (parts, request) => {
  requireAdmin(request);
  const fields = fieldsOf(Invitation, request);
  const email = validEmail(fields.email);
  const known = await findUserByEmail(parts.sql, email);
  if (known !== undefined && known.emailConfirmedAt !== null) throw emailExists();
  const created =
    known === undefined ? await permittedAccount(parts, { email, metadata: fields.data }, request.origin) : undefined;
  return parts.sql.begin(async (tx) => {
    if (created !== undefined) await saveAccount(tx, created);
    const user = { id: known?.id ?? created?.id ?? "", email };
    await sendInvite(parts, tx, { user, prefix: "", redirectTo: request.redirectTo });
    return json(await userJson(tx, user.id));
  });
};

const LinkRequest = z.object({
  type: text,
  email: text,
  new_email: text,
  password: text,
  data: metadata,
  redirect_to: text,
});
type LinkRequest = z.infer<typeof LinkRequest>;

const types = ["signup", "invite", "magiclink", "recovery", "email_change_current", "email_change_new"] as const;
type Type = (typeof types)[number];

/** `POST /admin/generate_link`: a link as mails carry it, for whoever sends mails themselves. */
export const generateLink: Handler = async (parts, request) => {
  requireAdmin(request);
  const fields = fieldsOf(LinkRequest, request);
  const email = validEmail(fields.email);
  const user = await findUserByEmail(parts.sql, email);
  const wanted = types.find((type) => type === fields.type);
  if (wanted === undefined) throw invalid(`Invalid email action link type requested: ${fields.type}`);
  const type = user === undefined && wanted === "magiclink" ? "signup" : wanted;
  const created = await accountFor(parts, request, { ...fields, email }, user, type, wanted);
  const code = newCode(parts.settings.email.otp_length);
  const id = user?.id ?? created?.id ?? "";
  return parts.sql.begin(async (tx) => {
    if (created !== undefined) await saveAccount(tx, created);
    const hash = await storeToken(parts, tx, { id, email }, type, { ...fields, email }, code);
    if (type === "signup" && user !== undefined) await mergeMetadata(tx, id, "raw_user_meta_data", fields.data);
    return json({
      ...(await userJson(tx, id)),
      action_link: parts.mails.link(linkTypeOf(type), hash, request.redirectTo),
      email_otp: code,
      // Of the account's address, whatever the type: the link alone has the other one.
      hashed_token: hashOf(email, code),
      verification_type: type,
      redirect_to: request.redirectTo,
    });
  });
};

/** The account the link is for, when it has to be made. @throws AuthFailure where the type does not fit the account */
async function accountFor(
  parts: AuthParts,
  { origin }: AuthRequest,
  fields: LinkRequest,
  user: User | undefined,
  type: Type,
  wanted: Type,
): Promise<NewUser | undefined> {
  if (user !== undefined) {
    if ((type === "signup" || type === "invite") && user.emailConfirmedAt !== null) throw emailExists();
    return undefined;
  }
  if (type !== "signup" && type !== "invite")
    throw new AuthFailure(404, "user_not_found", "User with this email not found");
  const account = { email: fields.email, metadata: fields.data };
  if (type === "invite") return permittedAccount(parts, account, origin);
  const password = wanted === "magiclink" ? randomPassword() : fields.password;
  if (password === "") throw invalid("Signup requires a valid password");
  requireStrength(password, parts.settings);
  return permittedAccount(parts, { ...account, password }, origin);
}

async function storeToken(
  { settings }: AuthParts,
  tx: Queries,
  { id, email }: { readonly id: string; readonly email: string },
  type: Type,
  fields: LinkRequest,
  code: string,
): Promise<string> {
  const hash = hashOf(email, code);
  switch (type) {
    case "magiclink":
    case "recovery":
      await tx`update auth.users set recovery_token = ${hash}, recovery_sent_at = now() where id = ${id}`;
      return hash;
    case "signup":
      await tx`update auth.users set confirmation_token = ${hash}, confirmation_sent_at = now() where id = ${id}`;
      return hash;
    case "invite":
      await tx`
        update auth.users set confirmation_token = ${hash}, confirmation_sent_at = now(), invited_at = now() where id = ${id}`;
      return hash;
    case "email_change_current":
    case "email_change_new": {
      if (!settings.email.double_confirm_changes && type === "email_change_current")
        throw invalid("Enable secure email change to generate link for current email");
      const newEmail = validEmail(fields.new_email);
      if ((await findUserByEmail(tx, newEmail)) !== undefined) throw emailExists();
      await tx`
        update auth.users set email_change = ${newEmail}, email_change_sent_at = now(), email_change_confirm_status = 0 where id = ${id}`;
      const token = type === "email_change_new" ? hashOf(newEmail, code) : hash;
      const column = type === "email_change_new" ? "email_change_token_new" : "email_change_token_current";
      await tx`update auth.users set ${tx(column)} = ${token} where id = ${id}`;
      return token;
    }
  }
}

function linkTypeOf(type: Type) {
  return type === "email_change_current" || type === "email_change_new" ? "email_change" : type;
}
