import { randomUUID } from "node:crypto";
import { AuthFailure } from "./failure.ts";
import { sendConfirmation } from "./mailing.ts";
import type { AuthParts } from "./parts.ts";
import type { Origin } from "./requests.ts";
import { fragmentOf } from "./sessions.ts";
import {
  confirmEmail,
  findUser,
  insertIdentity,
  insertUser,
  type Metadata,
  mergeMetadata,
  type NewUser,
  type Queries,
  refreshProviders,
  type User,
} from "./users.ts";

/** How somebody at another provider proved who they are. */
export type ExternalMethod = "oauth" | "sso/saml";

/** Somebody another provider vouches for. */
export interface ExternalIdentity {
  /** `google`, `custom:<name>`, `sso:<uuid>`: also `app_metadata.provider`. */
  readonly provider: string;
  /** Who it is at the provider, for good. */
  readonly subject: string;
  /** Empty where the provider names none. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** Providers without this sign in without an address only if they were set up to. */
  readonly emailOptional?: boolean;
  /** Providers of an organization keep to themselves: their users are never linked by address. */
  readonly isSso: boolean;
  /** The provider's claims, `sub` and `email` among them: becomes `identity_data` and user metadata. */
  readonly userData: Metadata;
}

/** What the client that wanted to sign in left, and where it waits. */
export interface ExternalSignIn extends ExternalIdentity {
  readonly method: ExternalMethod;
  /** The row of auth.flow_state; undefined when nobody here began. */
  readonly flowState: string | undefined;
  /** Where the browser goes, checked already. */
  readonly redirectTo: string;
  readonly origin: Origin;
  readonly providerToken?: string;
  readonly providerRefreshToken?: string;
}

/** What becomes of an external identity. */
type Decision =
  | { readonly kind: "exists"; readonly userId: string }
  | { readonly kind: "link"; readonly userId: string }
  | { readonly kind: "create"; readonly email: string };

/**
 * Signs somebody in whom another provider vouches for, making or linking the account as GoTrue does.
 * @returns where the browser goes: with a code for the client that began (PKCE), or with the session itself.
 * @throws AuthFailure
 */
export async function signInExternal(parts: AuthParts, wanted: ExternalSignIn): Promise<string> {
  await permitExternal(parts, wanted, wanted.origin);
  // A refusal may come with a mail that has to stay sent, so it must not roll back.
  const outcome = await parts.sql.begin(async (tx) => {
    const user = await accountOf(parts, tx, wanted);
    return user instanceof AuthFailure ? user : finishFlow(parts, tx, user, wanted);
  });
  if (outcome instanceof AuthFailure) throw outcome;
  return outcome;
}

/** Asks the hook `before_user_created`, if an account would be made. Call it outside a transaction. @throws AuthFailure */
export async function permitExternal(parts: AuthParts, identity: ExternalIdentity, origin: Origin): Promise<void> {
  const decision = await decide(parts, parts.sql, identity);
  if (decision.kind !== "create") return;
  requireSignup(parts);
  await parts.hooks.beforeUserCreated(newUser(identity, decision.email), origin);
}

/**
 * The account behind the identity; made or linked when there is none yet.
 * @returns the refusal that is to be thrown after commit, where the address has to be proven by mail first
 * @throws AuthFailure
 */
export async function accountOf(
  parts: AuthParts,
  tx: Queries,
  identity: ExternalIdentity,
): Promise<User | AuthFailure> {
  const { provider, subject: providerId, userData: data } = identity;
  const decision = await decide(parts, tx, identity);
  let userId: string;
  if (decision.kind === "create") {
    requireSignup(parts);
    const user = newUser(identity, decision.email);
    await insertUser(tx, user, { provider, providerId, data }, "Database error saving new user");
    userId = user.id;
  } else {
    userId = decision.userId;
    await tx`select 1 from auth.users where id = ${userId} for update`;
    if (decision.kind === "link") await insertIdentity(tx, userId, { provider, providerId, data });
    else
      await tx`
        update auth.identities set identity_data = ${JSON.stringify(data)}::text::jsonb, last_sign_in_at = now(), updated_at = now()
        where provider = ${provider} and provider_id = ${providerId}`;
    await mergeMetadata(tx, userId, "raw_user_meta_data", data);
    await refreshProviders(tx, userId);
  }
  const user = await findUser(tx, userId);
  if (user === undefined) throw new AuthFailure(404, "user_not_found", "User not found");
  if (user.isBanned) throw new AuthFailure(403, "user_banned", "User is banned");
  const needsEmail = !(identity.emailOptional === true && identity.email === "");
  if (!needsEmail || user.emailConfirmedAt !== null) return user;
  await dropUnproven(tx, userId, identity);
  // What a provider has verified is the address it names now, which may be another than the account's.
  const isSame = identity.email.toLowerCase() === user.email?.toLowerCase();
  if ((identity.emailVerified && isSame) || !parts.settings.email.enable_confirmations) {
    await confirmEmail(tx, userId);
    return user;
  }
  return mailFirst(parts, tx, user, provider);
}

/**
 * Hands the signed-in user to the client that waits. @returns where the browser goes.
 * @throws AuthFailure when the client's flow was used already
 */
export async function finishFlow(
  parts: AuthParts,
  tx: Queries,
  user: Pick<User, "id" | "isBanned">,
  wanted: Pick<
    ExternalSignIn,
    "flowState" | "method" | "origin" | "redirectTo" | "providerToken" | "providerRefreshToken"
  >,
): Promise<string> {
  const { flowState, redirectTo, providerToken, providerRefreshToken } = wanted;
  const [flow] =
    flowState === undefined
      ? []
      : await tx<{ userId: string | null; code: string | null; isPkce: boolean }[]>`
          select user_id as "userId", auth_code as code, coalesce(code_challenge, '') <> '' as "isPkce"
          from auth.flow_state where id = ${flowState} for update`;
  if (flowState !== undefined && flow === undefined)
    throw new AuthFailure(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
  if (flow?.isPkce && flow.code !== null) {
    if (flow.userId !== null) throw new AuthFailure(400, "flow_state_already_used", "State has already been used");
    await tx`
      update auth.flow_state set user_id = ${user.id}, auth_code_issued_at = now(), updated_at = now(),
        provider_access_token = ${providerToken ?? null}, provider_refresh_token = ${providerRefreshToken ?? null}
      where id = ${flowState ?? null}`;
    const target = new URL(redirectTo);
    target.searchParams.set("code", flow.code);
    return target.href;
  }
  const session = await parts.sessions.open(tx, user, wanted.method, wanted.origin);
  if (flowState !== undefined) await tx`delete from auth.flow_state where id = ${flowState}`;
  return `${redirectTo}#${fragmentOf(session, { provider_token: providerToken, provider_refresh_token: providerRefreshToken })}`;
}

/** What a client sends that wants to sign in elsewhere. */
export interface ExternalFlow {
  /** `saml`, or the provider's name. */
  readonly providerType: string;
  readonly method: ExternalMethod;
  /** Empty without PKCE; checked already. */
  readonly challenge: string;
  readonly challengeMethod: string;
  readonly redirectTo: string;
  /** Whose account gets another way to sign in. */
  readonly linkingTarget?: string;
  readonly emailOptional?: boolean;
}

/** Remembers the client until the browser comes back. @returns the id of the row in auth.flow_state */
export async function beginExternalFlow(sql: Queries, flow: ExternalFlow): Promise<string> {
  const id = randomUUID();
  const isPkce = flow.challenge !== "";
  await sql`delete from auth.flow_state where created_at < now() - interval '1 day'`;
  await sql`
    insert into auth.flow_state (id, auth_code, provider_type, authentication_method, code_challenge, code_challenge_method,
      referrer, linking_target_id, email_optional)
    values (${id}, ${isPkce ? randomUUID() : null}, ${flow.providerType}, ${flow.method}, ${isPkce ? flow.challenge : null},
      ${isPkce ? flow.challengeMethod.toLowerCase() : null}, ${flow.redirectTo}, ${flow.linkingTarget ?? null}, ${flow.emailOptional ?? false})`;
  return id;
}

/** GoTrue's rules: by identity first, then, outside organizations' providers, by an address both sides have proven. */
async function decide({ settings }: AuthParts, sql: Queries, identity: ExternalIdentity): Promise<Decision> {
  const { provider, subject, isSso } = identity;
  const email = identity.email.toLowerCase();
  const [known] = await sql<{ userId: string }[]>`
    select user_id as "userId" from auth.identities where provider = ${provider} and provider_id = ${subject}`;
  if (known !== undefined) return { kind: "exists", userId: known.userId };
  if (email === "") return { kind: "create", email };
  const similar = await sql<{ userId: string }[]>`
    select i.user_id as "userId" from auth.identities i
    where i.email = ${email} and ${isSso ? sql`i.provider = ${provider}` : sql`i.provider not like 'sso:%'`}
    union
    select u.id from auth.users u where ${isSso ? sql`false` : sql`u.email = ${email} and not u.is_sso_user`}`;
  if (!identity.emailVerified && settings.email.enable_confirmations)
    return { kind: "create", email: similar.length > 0 && !isSso ? "" : email };
  const [first, second] = similar;
  if (first === undefined) return { kind: "create", email };
  if (second === undefined) return { kind: "link", userId: first.userId };
  const domain = isSso ? provider : "default";
  const message = `Multiple accounts with the same email address in the same linking domain detected: ${domain}`;
  throw new AuthFailure(500, "unexpected_failure", message);
}

function newUser({ provider, isSso, userData }: ExternalIdentity, email: string): NewUser {
  return {
    id: randomUUID(),
    email,
    phone: "",
    passwordHash: null,
    appMetadata: { provider, providers: [provider] },
    userMetadata: userData,
    isSsoUser: isSso,
  };
}

/**
 * Nobody has proven this account's address before: what was there (a password somebody else may have set) goes. Sessions end as the address is
 * confirmed (`private.tg_users__drop_unproven`).
 */
async function dropUnproven(
  tx: Queries,
  userId: string,
  { provider, subject, userData }: ExternalIdentity,
): Promise<void> {
  await tx`
    update auth.users set encrypted_password = null, raw_user_meta_data = ${JSON.stringify(userData)}::text::jsonb
    where id = ${userId}`;
  await tx`delete from auth.identities where user_id = ${userId} and (provider, provider_id) <> (${provider}, ${subject})`;
  await refreshProviders(tx, userId);
}

async function mailFirst(parts: AuthParts, tx: Queries, user: User, provider: string): Promise<AuthFailure> {
  const unverified = `Unverified email with ${provider}.`;
  const refusal = (message: string) =>
    new AuthFailure(422, "provider_email_needs_verification", `${unverified} ${message}`);
  if (user.email === "") return refusal(`Verify the email with ${provider} in order to sign in`);
  await sendConfirmation(parts, tx, { user: { id: user.id, email: user.email }, prefix: "", redirectTo: parts.url });
  return refusal(`A confirmation email has been sent to your ${provider} email`);
}

function requireSignup({ settings }: AuthParts): void {
  if (!settings.enable_signup) throw new AuthFailure(422, "signup_disabled", "Signups not allowed for this instance");
}
