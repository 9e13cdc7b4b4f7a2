import type postgres from "postgres";
import type { AuthFailure } from "./failure.ts";
import { DatabaseFailure } from "./failure.ts";

/** A connection or a transaction. */
export type Queries = postgres.ISql;

export type Metadata = Readonly<Record<string, unknown>>;

/** What the auth API decides by. */
export interface User {
  readonly id: string;
  readonly aud: string;
  readonly role: string;
  readonly email: string;
  readonly phone: string;
  readonly encryptedPassword: string;
  readonly emailConfirmedAt: Date | null;
  readonly invitedAt: Date | null;
  readonly confirmationToken: string | null;
  readonly confirmationSentAt: Date | null;
  readonly recoveryToken: string | null;
  readonly recoverySentAt: Date | null;
  readonly emailChange: string;
  readonly emailChangeTokenNew: string | null;
  readonly emailChangeTokenCurrent: string | null;
  readonly emailChangeSentAt: Date | null;
  readonly emailChangeConfirmStatus: number;
  readonly reauthenticationToken: string | null;
  readonly reauthenticationSentAt: Date | null;
  readonly appMetadata: Metadata;
  readonly userMetadata: Metadata;
  readonly isBanned: boolean;
  readonly isSsoUser: boolean;
  readonly isAnonymous: boolean;
  readonly hasVerifiedFactor: boolean;
}

/** An account that is about to be made. */
export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly phone: string;
  readonly passwordHash: string | null;
  readonly appMetadata: Metadata;
  readonly userMetadata: Metadata;
  readonly isSsoUser: boolean;
}

/** The user with this id. */
export async function findUser(sql: Queries, id: string): Promise<User | undefined> {
  return (await select(sql, sql`u.id = ${id}`))[0];
}

/** The user with this address; users of an identity provider of an organization are found by their identity alone. */
export async function findUserByEmail(sql: Queries, email: string): Promise<User | undefined> {
  return (await select(sql, sql`u.email = ${email.toLowerCase()} and not u.is_sso_user`))[0];
}

type TokenColumn =
  | "confirmation_token"
  | "recovery_token"
  | "email_change_token_new"
  | "email_change_token_current"
  | "reauthentication_token";

/** The user who was sent this token. */
export async function findUserByToken(
  sql: Queries,
  columns: readonly TokenColumn[],
  token: string,
): Promise<User | undefined> {
  for (const column of columns) {
    const [user] = await select(sql, sql`u.${sql(column)} = ${token} and ${token} <> ''`);
    if (user !== undefined) return user;
  }
  return undefined;
}

async function select(sql: Queries, where: postgres.PendingQuery<postgres.Row[]>): Promise<readonly User[]> {
  return sql<User[]>`
    select u.id, coalesce(u.aud, 'authenticated') as aud, coalesce(u.role, 'authenticated') as role,
      coalesce(u.email, '') as email, coalesce(u.phone, '') as phone,
      coalesce(u.encrypted_password, '') as "encryptedPassword",
      u.email_confirmed_at as "emailConfirmedAt", u.invited_at as "invitedAt",
      u.confirmation_token as "confirmationToken", u.confirmation_sent_at as "confirmationSentAt",
      u.recovery_token as "recoveryToken", u.recovery_sent_at as "recoverySentAt",
      coalesce(u.email_change, '') as "emailChange", u.email_change_token_new as "emailChangeTokenNew",
      u.email_change_token_current as "emailChangeTokenCurrent", u.email_change_sent_at as "emailChangeSentAt",
      coalesce(u.email_change_confirm_status, 0) as "emailChangeConfirmStatus",
      u.reauthentication_token as "reauthenticationToken", u.reauthentication_sent_at as "reauthenticationSentAt",
      coalesce(u.raw_app_meta_data, '{}') as "appMetadata", coalesce(u.raw_user_meta_data, '{}') as "userMetadata",
      coalesce(u.banned_until > now(), false) as "isBanned", u.is_sso_user as "isSsoUser", u.is_anonymous as "isAnonymous",
      exists (select 1 from auth.mfa_factors f where f.user_id = u.id and f.status = 'verified') as "hasVerifiedFactor"
    from auth.users u where ${where}`;
}

/** Writes the account and its identity. @throws AuthFailure with `message` when the database refuses it */
export async function insertUser(sql: Queries, user: NewUser, identity: Identity, message: string): Promise<void> {
  try {
    await sql`
      insert into auth.users (instance_id, id, aud, role, email, phone, encrypted_password, raw_app_meta_data, raw_user_meta_data, is_sso_user)
      values ('00000000-0000-0000-0000-000000000000', ${user.id}, 'authenticated', 'authenticated',
        ${user.email === "" ? null : user.email}, ${user.phone === "" ? null : user.phone}, ${user.passwordHash},
        ${JSON.stringify(user.appMetadata)}::text::jsonb, ${JSON.stringify(user.userMetadata)}::text::jsonb, ${user.isSsoUser})`;
    await insertIdentity(sql, user.id, identity);
  } catch (error) {
    throw new DatabaseFailure(message, error) satisfies AuthFailure;
  }
}

/** How somebody signs in. */
export interface Identity {
  readonly provider: string;
  readonly providerId: string;
  readonly data: Metadata;
}

/** The identity behind a password or a mailed code. */
export function emailIdentity(id: string, email: string, data: Metadata = {}): Identity {
  return {
    provider: "email",
    providerId: id,
    data: { ...data, sub: id, email, email_verified: false, phone_verified: false },
  };
}

/** Adds a way to sign in. */
export async function insertIdentity(sql: Queries, userId: string, identity: Identity): Promise<void> {
  await sql`
    insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at)
    values (gen_random_uuid(), ${userId}, ${identity.provider}, ${identity.providerId}, ${JSON.stringify(identity.data)}::text::jsonb, now())`;
}

/** Merges into `raw_user_meta_data` or `raw_app_meta_data`; a key given as null is removed. */
export async function mergeMetadata(
  sql: Queries,
  id: string,
  column: "raw_user_meta_data" | "raw_app_meta_data",
  values: Metadata,
): Promise<void> {
  await sql`
    update auth.users u set updated_at = now(), ${sql(column)} = coalesce((
      select jsonb_object_agg(e.key, e.value)
      from jsonb_each(coalesce(u.${sql(column)}, '{}') || ${JSON.stringify(values)}::text::jsonb) e where e.value <> 'null'
    ), '{}')
    where u.id = ${id}`;
}

/** The address counts as proven from now on. */
export async function confirmEmail(sql: Queries, id: string): Promise<void> {
  await sql`update auth.users set confirmation_token = '', email_confirmed_at = now() where id = ${id}`;
  await mergeMetadata(sql, id, "raw_user_meta_data", { email_verified: true });
}

/** `provider` and `providers` say how somebody may sign in, the oldest way first. */
export async function refreshProviders(sql: Queries, id: string): Promise<void> {
  await sql`
    update auth.users u set raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || p.fields
    from (
      select jsonb_strip_nulls(jsonb_build_object('provider', (array_agg(i.provider order by i.first))[1])) ||
        jsonb_build_object('providers', coalesce(jsonb_agg(i.provider order by i.first), '[]')) as fields
      from (select provider, min(created_at) as first from auth.identities where user_id = ${id} group by provider) i
    ) p
    where u.id = ${id}`;
}
