import type postgres from "postgres";
import { z } from "zod";
import type { Queries } from "./users.ts";

const UserJson = z.looseObject({ id: z.string() });

/** A user as the API shows them. */
export type UserJson = z.infer<typeof UserJson>;

/** One user in the API's form. */
export async function userJson(sql: Queries, id: string): Promise<UserJson | undefined> {
  const [user] = await usersJson(sql, sql`u.id = ${id}`, sql``);
  return user;
}

/** Users in the API's form. @param rest what follows the condition: order, limit */
export async function usersJson(
  sql: Queries,
  where: postgres.PendingQuery<postgres.Row[]>,
  rest: postgres.PendingQuery<postgres.Row[]>,
): Promise<readonly UserJson[]> {
  const rows = await sql<{ user: unknown }[]>`
    select jsonb_strip_nulls(jsonb_build_object(
        'id', u.id, 'aud', u.aud, 'role', coalesce(u.role, ''), 'email', coalesce(u.email, ''), 'phone', coalesce(u.phone, ''),
        'email_confirmed_at', u.email_confirmed_at, 'phone_confirmed_at', u.phone_confirmed_at, 'confirmed_at', u.confirmed_at,
        'confirmation_sent_at', u.confirmation_sent_at, 'recovery_sent_at', u.recovery_sent_at, 'invited_at', u.invited_at,
        'new_email', nullif(u.email_change, ''), 'email_change_sent_at', u.email_change_sent_at,
        'reauthentication_sent_at', u.reauthentication_sent_at, 'last_sign_in_at', u.last_sign_in_at,
        'created_at', u.created_at, 'updated_at', u.updated_at, 'banned_until', u.banned_until, 'deleted_at', u.deleted_at,
        'is_anonymous', u.is_anonymous,
        'factors', (select jsonb_agg(${factorFields(sql)} order by f.created_at) from auth.mfa_factors f where f.user_id = u.id)
      )) || jsonb_build_object(
        'app_metadata', coalesce(u.raw_app_meta_data, '{}'), 'user_metadata', coalesce(u.raw_user_meta_data, '{}'),
        'identities', coalesce((
          select jsonb_agg(jsonb_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
            'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email)
            order by i.created_at)
          from auth.identities i where i.user_id = u.id
        ), '[]')
      ) as user
    from auth.users u where ${where} ${rest}`;
  return rows.map((row) => UserJson.parse(row.user));
}

/** A second factor in the API's form; its secret stays in the database. */
export function factorFields(sql: Queries): postgres.PendingQuery<postgres.Row[]> {
  return sql`jsonb_build_object('id', f.id, 'created_at', f.created_at, 'updated_at', f.updated_at, 'status', f.status,
    'friendly_name', nullif(f.friendly_name, ''), 'factor_type', f.factor_type, 'phone', coalesce(f.phone, ''),
    'last_challenged_at', f.last_challenged_at)`;
}
