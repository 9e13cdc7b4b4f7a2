import { json } from "../responses.ts";
import { AuthFailure } from "./failure.ts";
import { type AuthParts, type Handler, requireUser } from "./parts.ts";
import { isUuid } from "./requests.ts";
import { mergeMetadata, type Queries, refreshProviders, type User } from "./users.ts";

/** The providers GoTrue knows, as `GET /settings` lists them. */
const externalProviders = [
  "apple",
  "azure",
  "bitbucket",
  "discord",
  "facebook",
  "snapchat",
  "figma",
  "fly",
  "github",
  "gitlab",
  "google",
  "keycloak",
  "kakao",
  "linkedin",
  "linkedin_oidc",
  "notion",
  "spotify",
  "slack",
  "slack_oidc",
  "workos",
  "twitch",
  "twitter",
  "zoom",
] as const;

/** `GET /settings` */
export const publicSettings: Handler = async ({ settings, oauth }) =>
  json({
    external: {
      anonymous_users: false,
      ...Object.fromEntries(externalProviders.map((provider) => [provider, oauth.isOn(provider)])),
      email: settings.email.enable_signup,
      phone: false,
    },
    disable_signup: !settings.enable_signup,
    mailer_autoconfirm: !settings.email.enable_confirmations,
    phone_autoconfirm: false,
    sms_provider: "",
    saml_enabled: true,
    saml_private_key_next_configured: false,
    passkeys_enabled: false,
  });

interface IdentityRow {
  readonly id: string;
  readonly provider: string;
  readonly email: string;
  readonly isVerified: boolean;
}

/** `DELETE /user/identities/:id` */
export const unlinkIdentity: Handler = async (parts, request) => {
  requireLinking(parts);
  const { user } = await requireUser(parts, request);
  const id = request.ids[0] ?? "";
  if (!isUuid(id)) throw new AuthFailure(404, "validation_failed", "identity_id must be an UUID");
  await parts.sql.begin(async (tx) => {
    await tx`select 1 from auth.users where id = ${user.id} for update`;
    const identities = await identitiesOf(tx, user.id);
    if (identities.length <= 1)
      throw new AuthFailure(422, "single_identity_not_deletable", "User must have at least 1 identity after unlinking");
    if (!identities.some((identity) => identity.id === id))
      throw new AuthFailure(422, "identity_not_found", "Identity doesn't exist");
    await tx`delete from auth.identities where id = ${id}`;
    await adoptEmail(
      parts,
      tx,
      user,
      identities.filter((identity) => identity.id !== id),
    );
    await refreshProviders(tx, user.id);
  });
  return json({});
};

/** The account's address goes with its identity: a proven one of those that are left takes its place. */
async function adoptEmail(
  { settings }: AuthParts,
  tx: Queries,
  user: User,
  left: readonly IdentityRow[],
): Promise<void> {
  if (left.some((identity) => identity.email === user.email)) return;
  const rank = ({ email, isVerified }: IdentityRow) => (email === "" ? 2 : isVerified ? 0 : 1);
  const [next] = left.toSorted((one, other) => rank(one) - rank(other));
  const email = next?.email ?? "";
  await tx`
    update auth.users set email = ${email === "" ? null : email}, updated_at = now(),
      confirmation_token = '', recovery_token = '', email_change = '', email_change_token_new = '',
      email_change_token_current = '', reauthentication_token = ''
    where id = ${user.id}`.catch(() => {
    const message = "Unable to unlink identity due to email conflict";
    throw new AuthFailure(422, "email_conflict_identity_not_deletable", message);
  });
  if (next?.isVerified === true || (email !== "" && !settings.email.enable_confirmations)) return;
  await tx`update auth.users set email_confirmed_at = null where id = ${user.id}`;
  await mergeMetadata(tx, user.id, "raw_user_meta_data", { email_verified: false });
}

async function identitiesOf(tx: Queries, userId: string): Promise<readonly IdentityRow[]> {
  return tx<IdentityRow[]>`
    select id, provider, coalesce(email, '') as email, coalesce((identity_data ->> 'email_verified')::boolean, false) as "isVerified"
    from auth.identities where user_id = ${userId} order by created_at, id`;
}

/** @throws AuthFailure unless people may add and remove ways to sign in */
export function requireLinking({ settings }: Pick<AuthParts, "settings">): void {
  if (!settings.enable_manual_linking)
    throw new AuthFailure(404, "manual_linking_disabled", "Manual linking is disabled");
}
