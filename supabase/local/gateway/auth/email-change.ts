import { pkcePrefix } from "./codes.ts";
import { AuthFailure } from "./failure.ts";
import type { AuthParts } from "./parts.ts";
import { confirmEmail, emailIdentity, insertIdentity, type Queries, type User } from "./users.ts";

/**
 * One address has agreed to a change. With `double_confirm_changes` the other one has to, too.
 * @returns `half` while one is missing
 */
export async function confirmEmailChange(
  { settings }: AuthParts,
  tx: Queries,
  user: User,
  hash: string,
): Promise<"half" | "done"> {
  const isDouble = settings.email.double_confirm_changes && settings.email.enable_confirmations && user.email !== "";
  if (isDouble && user.emailChangeConfirmStatus === 0) {
    const used = [hash, pkcePrefix + hash].includes(user.emailChangeTokenCurrent ?? "")
      ? "email_change_token_current"
      : "email_change_token_new";
    await tx`update auth.users set email_change_confirm_status = 1, ${tx(used)} = '' where id = ${user.id}`;
    return "half";
  }
  await tx`
    update auth.identities set updated_at = now(),
      identity_data = identity_data || jsonb_build_object('email', ${user.emailChange}::text, 'email_verified', true)
    where user_id = ${user.id} and provider = 'email'`;
  const [identity] = await tx`select 1 from auth.identities where user_id = ${user.id} and provider = 'email'`;
  if (identity === undefined)
    await insertIdentity(tx, user.id, {
      ...emailIdentity(user.id, user.emailChange),
      data: { sub: user.id, email: user.emailChange, email_verified: true, phone_verified: false },
    });
  await tx`
    update auth.users set email = ${user.emailChange}, email_change = '', email_change_token_current = '',
      email_change_token_new = '', email_change_confirm_status = 0, is_anonymous = false, updated_at = now()
    where id = ${user.id}`.catch((cause: unknown) => {
    throw new AuthFailure(500, "unexpected_failure", "Error confirm email", { cause });
  });
  if (user.emailConfirmedAt === null) await confirmEmail(tx, user.id);
  return "done";
}
