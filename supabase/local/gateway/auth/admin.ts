import { randomUUID } from "node:crypto";
import { z } from "zod";
import { durationMs } from "../../settings.ts";
import { json } from "../responses.ts";
import { findFactor, removeFactor } from "./factors.ts";
import { AuthFailure, DatabaseFailure, emailExists, invalid } from "./failure.ts";
import { type AuthParts, type Handler, requireAdmin } from "./parts.ts";
import { hashPassword, isHash, requireStrength, storePassword } from "./passwords.ts";
import { type AuthRequest, fieldsOf, isUuid, text, validEmail } from "./requests.ts";
import { randomPassword } from "./signup.ts";
import { factorFields, userJson, usersJson } from "./user-json.ts";
import {
  confirmEmail,
  emailIdentity,
  findUser,
  findUserByEmail,
  insertIdentity,
  insertUser,
  mergeMetadata,
  type Queries,
  type User,
} from "./users.ts";

const Fields = z.object({
  id: text,
  email: text,
  phone: text,
  password: z.string().optional(),
  password_hash: text,
  email_confirm: z.boolean().default(false),
  phone_confirm: z.boolean().default(false),
  user_metadata: z.record(z.string(), z.unknown()).optional(),
  app_metadata: z.record(z.string(), z.unknown()).optional(),
  role: text,
  ban_duration: text,
});
type Fields = z.infer<typeof Fields>;

/** `GET /admin/users` */
export const listUsers: Handler = async ({ sql }, request) => {
  requireAdmin(request);
  const { searchParams } = request.url;
  const page = Math.max(1, Number(searchParams.get("page")) || 1);
  const perPage = Math.min(1000, Math.max(1, Number(searchParams.get("per_page")) || 50));
  const [count] = await sql<{ total: number }[]>`select count(*)::int as total from auth.users`;
  const total = count?.total ?? 0;
  const users = await usersJson(
    sql,
    sql`true`,
    sql`order by u.created_at desc, u.id limit ${perPage} offset ${(page - 1) * perPage}`,
  );
  const last = Math.max(1, Math.ceil(total / perPage));
  const links = [
    ...(page < last ? [`</admin/users?page=${page + 1}&per_page=${perPage}>; rel="next"`] : []),
    `</admin/users?page=${last}&per_page=${perPage}>; rel="last"`,
  ];
  return json({ users, aud: "authenticated" }, 200, { "x-total-count": String(total), link: links.join(", ") });
};

/** `POST /admin/users`. Accounts an administrator makes pass no hook, as in GoTrue; the trigger on auth.users sees them. */
export const createUser: Handler = async (parts, request) => {
  requireAdmin(request);
  const fields = fieldsOf(Fields, request);
  if (fields.email === "" && fields.phone === "")
    throw invalid("Cannot create a user without either an email or phone");
  const email = fields.email === "" ? "" : validEmail(fields.email);
  if (email !== "" && (await findUserByEmail(parts.sql, email)) !== undefined) throw emailExists();
  if ((fields.password ?? "") !== "" && fields.password_hash !== "")
    throw invalid("Only a password or a password hash should be provided");
  if (fields.password_hash !== "" && !isHash(fields.password_hash)) throw unusableHash("Error creating user");
  if (fields.id !== "" && !isUuid(fields.id)) throw invalid("ID must conform to the uuid v4 format");
  if ((fields.password ?? "") !== "") requireStrength(fields.password ?? "", parts.settings);
  const id = fields.id || randomUUID();
  const providers = [...(email === "" ? [] : ["email"]), ...(fields.phone === "" ? [] : ["phone"])];
  const passwordHash = fields.password_hash || (await hashPassword(parts.sql, fields.password || randomPassword()));
  const phoneIdentity = {
    provider: "phone",
    providerId: id,
    data: { sub: id, phone: fields.phone, email_verified: false, phone_verified: false },
  };
  await parts.sql.begin(async (tx) => {
    const account = {
      id,
      email,
      phone: fields.phone,
      passwordHash,
      appMetadata: { provider: providers[0], providers },
      userMetadata: fields.user_metadata ?? {},
      isSsoUser: false,
    };
    const identity = email === "" ? phoneIdentity : emailIdentity(id, email);
    await insertUser(tx, account, identity, "Database error creating new user");
    if (email !== "" && fields.phone !== "") await insertIdentity(tx, id, phoneIdentity);
    await apply(tx, id, { ...fields, user_metadata: undefined });
  });
  return json(await userJson(parts.sql, id));
};

/** `GET /admin/users/:id` */
export const readUser: Handler = async (parts, request) => {
  const { id } = await requireNamedUser(parts, request);
  return json(await userJson(parts.sql, id));
};

/** `PUT /admin/users/:id` */
export const changeUser: Handler = async (parts, request) => {
  const user = await requireNamedUser(parts, request);
  const fields = fieldsOf(Fields, request);
  const email = fields.email === "" ? "" : validEmail(fields.email);
  const { password } = fields;
  if (fields.password_hash !== "" && !isHash(fields.password_hash)) throw unusableHash("Error updating user");
  if (password !== undefined) requireStrength(password, parts.settings);
  const hash = fields.password_hash || (password === undefined ? "" : await hashPassword(parts.sql, password));
  await parts.sql
    .begin(async (tx) => {
      // The address first: confirming it voids the password there was, and not the one given with it.
      if (fields.email_confirm) await confirmEmail(tx, user.id);
      if (hash !== "") await storePassword(tx, user.id, hash);
      if (email !== "") await setEmail(tx, user, email, fields.email_confirm);
      if (fields.phone !== "") await tx`update auth.users set phone = ${fields.phone} where id = ${user.id}`;
      await apply(tx, user.id, { ...fields, email_confirm: false });
    })
    .catch((error: unknown) => {
      throw error instanceof AuthFailure ? error : new DatabaseFailure("Error updating user", error);
    });
  return json(await userJson(parts.sql, user.id));
};

/** `DELETE /admin/users/:id` */
export const deleteUser: Handler = async (parts, request) => {
  const { id } = await requireNamedUser(parts, request);
  const { should_soft_delete: isSoft } = fieldsOf(
    z.object({ should_soft_delete: z.boolean().default(false) }),
    request,
  );
  if (isSoft) await parts.sql.begin((tx) => softDelete(tx, id));
  else await parts.sql`delete from auth.users where id = ${id}`;
  return json({});
};

/** `GET /admin/users/:id/factors` */
export const listFactors: Handler = async (parts, request) => {
  const { id } = await requireNamedUser(parts, request);
  const rows = await parts.sql<{ factor: unknown }[]>`
    select ${factorFields(parts.sql)} as factor from auth.mfa_factors f where f.user_id = ${id} order by f.created_at`;
  return json(rows.map((row) => row.factor));
};

/** `DELETE /admin/users/:id/factors/:factor` */
export const deleteFactor: Handler = async (parts, request) => {
  const { id } = await requireNamedUser(parts, request);
  const factor = await findFactor(parts.sql, id, request.ids[1]);
  return parts.sql.begin(async (tx) => {
    const [row] = await tx<{ factor: unknown }[]>`
      select ${factorFields(tx)} as factor from auth.mfa_factors f where f.id = ${factor.id}`;
    await removeFactor(tx, factor);
    return json(row?.factor);
  });
};

async function requireNamedUser({ sql }: AuthParts, request: AuthRequest): Promise<User> {
  requireAdmin(request);
  const id = request.ids[0] ?? "";
  if (!isUuid(id)) throw new AuthFailure(404, "validation_failed", "user_id must be an UUID");
  const user = await findUser(sql, id);
  if (user === undefined) throw new AuthFailure(404, "user_not_found", "User not found");
  return user;
}

async function apply(tx: Queries, id: string, fields: Fields): Promise<void> {
  if (fields.role !== "") await tx`update auth.users set role = ${fields.role} where id = ${id}`;
  if (fields.email_confirm) await confirmEmail(tx, id);
  if (fields.phone_confirm) await tx`update auth.users set phone_confirmed_at = now() where id = ${id}`;
  if (fields.app_metadata !== undefined) await mergeMetadata(tx, id, "raw_app_meta_data", fields.app_metadata);
  if (fields.user_metadata !== undefined) await mergeMetadata(tx, id, "raw_user_meta_data", fields.user_metadata);
  if (fields.ban_duration !== "") {
    const milliseconds = durationMs(fields.ban_duration);
    if (milliseconds === 0 && fields.ban_duration !== "none")
      throw invalid(`invalid format for ban duration: ${fields.ban_duration}`);
    const until = milliseconds === 0 ? null : new Date(Date.now() + milliseconds);
    await tx`update auth.users set banned_until = ${until} where id = ${id}`;
  }
  await tx`update auth.users set updated_at = now() where id = ${id}`;
}

async function setEmail(tx: Queries, user: User, email: string, isConfirmed: boolean): Promise<void> {
  const changed = await tx`
    update auth.identities set updated_at = now(),
      identity_data = identity_data || jsonb_build_object('email', ${email}::text, 'email_verified', ${isConfirmed}::boolean)
    where user_id = ${user.id} and provider = 'email' returning 1`;
  if (changed.length === 0) {
    const identity = emailIdentity(user.id, email);
    await insertIdentity(tx, user.id, { ...identity, data: { ...identity.data, email_verified: isConfirmed } });
  }
  await tx`update auth.users set email = ${email} where id = ${user.id}`;
}

/** The row stays, and says nothing about anybody any more. */
async function softDelete(tx: Queries, id: string): Promise<void> {
  await tx`
    update auth.users set deleted_at = now(), email = encode(extensions.digest(id::text || coalesce(email, ''), 'sha256'), 'hex'),
      phone = null, encrypted_password = null, email_change = '', raw_user_meta_data = '{}', raw_app_meta_data = '{}',
      confirmation_token = '', recovery_token = '', email_change_token_new = '', email_change_token_current = ''
    where id = ${id} and deleted_at is null`;
  await tx`
    update auth.identities set identity_data = '{}',
      provider_id = encode(extensions.digest(user_id::text || provider_id, 'sha256'), 'hex')
    where user_id = ${id}`;
  await tx`delete from auth.mfa_factors where user_id = ${id}`;
  await tx`delete from auth.sessions where user_id = ${id}`;
}

function unusableHash(message: string): AuthFailure {
  return new AuthFailure(500, "unexpected_failure", message);
}
