import { hashOf, newCode } from "./codes.ts";
import type { LinkType } from "./mails.ts";
import type { AuthParts } from "./parts.ts";
import type { Queries, User } from "./users.ts";

interface MailOrder {
  readonly user: Pick<User, "id" | "email">;
  /** What stands before the token: says whether a PKCE client waits for the link. */
  readonly prefix: string;
  readonly redirectTo: string;
}

/** Sends the mail that proves a new account's address. */
export async function sendConfirmation(
  parts: AuthParts,
  tx: Queries,
  { user, prefix, redirectTo }: MailOrder,
): Promise<void> {
  const { code, token } = newToken(parts, user.email, prefix);
  await tx`update auth.users set confirmation_token = ${token}, confirmation_sent_at = now() where id = ${user.id}`;
  await parts.mails.sendLink("signup", token, redirectTo, { to: user.email, code });
}

/** Sends the mail that lets an invited person in. */
export async function sendInvite(parts: AuthParts, tx: Queries, { user, redirectTo }: MailOrder): Promise<void> {
  const { code, token } = newToken(parts, user.email, "");
  await tx`
    update auth.users set confirmation_token = ${token}, confirmation_sent_at = now(), invited_at = now() where id = ${user.id}`;
  await parts.mails.sendLink("invite", token, redirectTo, { to: user.email, code });
}

/** Sends the mail with which somebody signs in without a password, or sets a new one. */
export async function sendRecovery(
  parts: AuthParts,
  tx: Queries,
  type: Extract<LinkType, "magiclink" | "recovery">,
  { user, prefix, redirectTo }: MailOrder,
): Promise<void> {
  const { code, token } = newToken(parts, user.email, prefix);
  await tx`update auth.users set recovery_token = ${token}, recovery_sent_at = now() where id = ${user.id}`;
  await parts.mails.sendLink(type, token, redirectTo, { to: user.email, code });
}

/** Sends the mails that prove a new address, and with `double_confirm_changes` that the old one agrees. */
export async function sendEmailChange(
  parts: AuthParts,
  tx: Queries,
  newEmail: string,
  { user, prefix, redirectTo }: MailOrder,
): Promise<void> {
  const fresh = newToken(parts, newEmail, prefix);
  const isDouble = parts.settings.email.double_confirm_changes && user.email !== "";
  const current = isDouble ? newToken(parts, user.email, prefix) : undefined;
  await tx`
    update auth.users set email_change = ${newEmail}, email_change_token_new = ${fresh.token},
      email_change_token_current = ${current?.token ?? ""}, email_change_sent_at = now(), email_change_confirm_status = 0
    where id = ${user.id}`;
  if (current !== undefined) {
    const message = { to: user.email, code: current.code, newEmail };
    await parts.mails.sendLink("email_change", current.token, redirectTo, message);
  }
  const message = { to: newEmail, code: fresh.code, email: user.email, newEmail };
  await parts.mails.sendLink("email_change", fresh.token, redirectTo, message);
}

/** Sends the code without which a password is not changed. */
export async function sendReauthentication(parts: AuthParts, tx: Queries, user: User): Promise<void> {
  const { code, token } = newToken(parts, user.email, "");
  await tx`
    update auth.users set reauthentication_token = ${token}, reauthentication_sent_at = now() where id = ${user.id}`;
  await parts.mails.sendReauthentication({ to: user.email, code });
}

function newToken({ settings }: AuthParts, address: string, prefix: string): { code: string; token: string } {
  const code = newCode(settings.email.otp_length);
  return { code, token: prefix + hashOf(address, code) };
}
