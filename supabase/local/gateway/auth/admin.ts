import type postgres from "postgres";
import { z } from "zod";
import { durationMs } from "../../settings.ts";
import { authError, json } from "../responses.ts";

const Attributes = z.object({
  id: z.uuid().optional(),
  email: z.email().optional(),
  phone: z.string().optional(),
  password: z.string().min(1).max(72).optional(),
  password_hash: z.string().optional(),
  email_confirm: z.boolean().optional(),
  phone_confirm: z.boolean().optional(),
  user_metadata: z.record(z.string(), z.unknown()).optional(),
  app_metadata: z.record(z.string(), z.unknown()).optional(),
  role: z.string().optional(),
  ban_duration: z.string().optional(),
});
type Attributes = z.infer<typeof Attributes>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** GoTrue's admin endpoints for users; the caller has been found to hold the secret key. */
export class AuthAdmin {
  private readonly sql: postgres.Sql;
  private readonly minimumPasswordLength: number;

  constructor(sql: postgres.Sql, minimumPasswordLength: number) {
    this.sql = sql;
    this.minimumPasswordLength = minimumPasswordLength;
  }

  /** @param path what follows `/auth/v1/admin/users`, without its slash */
  async handle(request: Request, path: string): Promise<Response> {
    if (path === "") {
      if (request.method === "GET") return this.list(new URL(request.url));
      if (request.method === "POST") return this.withAttributes(request, (attributes) => this.create(attributes));
      return new Response(null, { status: 405, headers: { allow: "GET, POST" } });
    }
    if (!uuid.test(path)) return authError(404, "validation_failed", "user_id must be an UUID");
    if (request.method === "GET") return this.respond(path);
    if (request.method === "PUT") return this.withAttributes(request, (attributes) => this.update(path, attributes));
    if (request.method === "DELETE") return this.remove(request, path);
    return new Response(null, { status: 405, headers: { allow: "GET, PUT, DELETE" } });
  }

  private async list(url: URL): Promise<Response> {
    const page = Math.max(1, Number(url.searchParams.get("page")) || 1);
    const perPage = Math.min(1000, Math.max(1, Number(url.searchParams.get("per_page")) || 50));
    const [count] = await this.sql<{ total: number }[]>`select count(*)::int as total from auth.users`;
    const total = count?.total ?? 0;
    const users = await this.select(
      this.sql`true`,
      this.sql`order by u.created_at desc, u.id limit ${perPage} offset ${(page - 1) * perPage}`,
    );
    const last = Math.max(1, Math.ceil(total / perPage));
    const links = [
      ...(page < last ? [`</admin/users?page=${page + 1}&per_page=${perPage}>; rel="next"`] : []),
      `</admin/users?page=${last}&per_page=${perPage}>; rel="last"`,
    ];
    return json({ users, aud: "authenticated" }, 200, { "x-total-count": String(total), link: links.join(", ") });
  }

  private async create(attributes: Attributes): Promise<Response> {
    const id = attributes.id ?? crypto.randomUUID();
    if (attributes.email === undefined && attributes.phone === undefined) {
      return authError(400, "validation_failed", "Cannot create a user without either an email or phone");
    }
    const provider = attributes.email === undefined ? "phone" : "email";
    await this.sql.begin(async (tx) => {
      await tx`
        insert into auth.users (id, aud, role, email, phone, raw_app_meta_data, raw_user_meta_data)
        values (${id}, 'authenticated', 'authenticated', ${attributes.email?.toLowerCase() ?? null}, ${attributes.phone ?? null},
          ${tx.json({ provider, providers: [provider] })}, ${tx.json({ email_verified: attributes.email_confirm ?? false })})`;
      await tx`
        insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at)
        values (gen_random_uuid(), ${id}, ${provider}, ${id}, ${tx.json({
          sub: id,
          email_verified: attributes.email_confirm ?? false,
          phone_verified: attributes.phone_confirm ?? false,
          ...(attributes.email === undefined ? {} : { email: attributes.email.toLowerCase() }),
          ...(attributes.phone === undefined ? {} : { phone: attributes.phone }),
        })}, now())`;
      await this.apply(tx, id, attributes);
    });
    return this.respond(id);
  }

  private async update(id: string, attributes: Attributes): Promise<Response> {
    const found = await this.sql.begin(async (tx) => {
      const [user] = await tx`select id from auth.users where id = ${id} for update`;
      if (user === undefined) return false;
      await this.apply(tx, id, attributes);
      return true;
    });
    return found ? this.respond(id) : notFound();
  }

  private async apply(tx: postgres.TransactionSql, id: string, attributes: Attributes): Promise<void> {
    const { email, password, password_hash, ban_duration } = attributes;
    if (email !== undefined) {
      await tx`update auth.users set email = ${email.toLowerCase()} where id = ${id}`;
      await tx`
        update auth.identities set identity_data = identity_data || jsonb_build_object('email', ${email.toLowerCase()}::text)
        where user_id = ${id} and provider = 'email'`;
    }
    if (password !== undefined) {
      await tx`update auth.users set encrypted_password = extensions.crypt(${password}, extensions.gen_salt('bf', 10)) where id = ${id}`;
    }
    if (password_hash !== undefined)
      await tx`update auth.users set encrypted_password = ${password_hash} where id = ${id}`;
    if (attributes.email_confirm === true) {
      await tx`update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()), confirmation_token = null where id = ${id}`;
    }
    if (attributes.phone_confirm === true) {
      await tx`update auth.users set phone_confirmed_at = coalesce(phone_confirmed_at, now()) where id = ${id}`;
    }
    if (attributes.role !== undefined) await tx`update auth.users set role = ${attributes.role} where id = ${id}`;
    if (ban_duration !== undefined) {
      const until = ban_duration === "none" ? null : new Date(Date.now() + durationMs(ban_duration));
      await tx`update auth.users set banned_until = ${until} where id = ${id}`;
    }
    // Keys are merged; a key given as null is removed.
    for (const [column, values] of [
      ["raw_user_meta_data", attributes.user_metadata],
      ["raw_app_meta_data", attributes.app_metadata],
    ] as const) {
      if (values === undefined) continue;
      await tx`
        update auth.users set ${tx(column)} = jsonb_strip_nulls(coalesce(${tx(column)}, '{}') || ${JSON.stringify(values)}::text::jsonb)
        where id = ${id}`;
    }
    await tx`update auth.users set updated_at = now() where id = ${id}`;
  }

  private async remove(request: Request, id: string): Promise<Response> {
    const body = z
      .object({ should_soft_delete: z.boolean().default(false) })
      .safeParse(await request.json().catch(() => ({})));
    const deleted =
      body.data?.should_soft_delete === true
        ? await this.sql`
            update auth.users set deleted_at = now(), email = encode(extensions.digest(id::text || coalesce(email, ''), 'sha256'), 'hex'),
              phone = null, encrypted_password = '', raw_user_meta_data = '{}', raw_app_meta_data = '{}'
            where id = ${id} returning id`
        : await this.sql`delete from auth.users where id = ${id} returning id`;
    if (deleted.length === 0) return notFound();
    if (body.data?.should_soft_delete === true) await this.sql`delete from auth.sessions where user_id = ${id}`;
    return json({});
  }

  private async respond(id: string): Promise<Response> {
    const [user] = await this.select(this.sql`u.id = ${id}`, this.sql``);
    return user === undefined ? notFound() : json(user);
  }

  private async select(where: postgres.Fragment, rest: postgres.Fragment): Promise<readonly unknown[]> {
    const rows = await this.sql<{ user: unknown }[]>`
      select json_strip_nulls(json_build_object(
        'id', u.id, 'aud', u.aud, 'role', u.role, 'email', coalesce(u.email, ''), 'phone', coalesce(u.phone, ''),
        'email_confirmed_at', u.email_confirmed_at, 'phone_confirmed_at', u.phone_confirmed_at, 'confirmed_at', u.confirmed_at,
        'confirmation_sent_at', u.confirmation_sent_at, 'recovery_sent_at', u.recovery_sent_at, 'invited_at', u.invited_at,
        'new_email', nullif(u.email_change, ''), 'last_sign_in_at', u.last_sign_in_at,
        'app_metadata', coalesce(u.raw_app_meta_data, '{}'), 'user_metadata', coalesce(u.raw_user_meta_data, '{}'),
        'identities', coalesce((
          select json_agg(json_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
            'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email)
            order by i.created_at)
          from auth.identities i where i.user_id = u.id
        ), '[]'),
        'created_at', u.created_at, 'updated_at', u.updated_at, 'banned_until', u.banned_until, 'deleted_at', u.deleted_at,
        'is_anonymous', u.is_anonymous, 'is_sso_user', u.is_sso_user
      )) as user
      from auth.users u where ${where} ${rest}`;
    return rows.map((row) => row.user);
  }

  private async withAttributes(
    request: Request,
    work: (attributes: Attributes) => Promise<Response>,
  ): Promise<Response> {
    const parsed = Attributes.safeParse(await request.json().catch(() => undefined));
    if (!parsed.success) return authError(400, "validation_failed", z.prettifyError(parsed.error));
    const { password } = parsed.data;
    if (password !== undefined && password.length < this.minimumPasswordLength) {
      return authError(422, "weak_password", `Password should be at least ${this.minimumPasswordLength} characters.`);
    }
    try {
      return await work(parsed.data);
    } catch (error) {
      if (isUniqueViolation(error)) {
        return authError(422, "email_exists", "A user with this email address has already been registered");
      }
      throw error;
    }
  }
}

function notFound(): Response {
  return authError(404, "user_not_found", "User not found");
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}
