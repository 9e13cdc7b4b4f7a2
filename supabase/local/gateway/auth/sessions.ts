import type postgres from "postgres";
import { z } from "zod";
import type { Claims, Tokens } from "../tokens.ts";

/** A token response of lite as far as the gateway changes it. */
const TokenResponse = z.looseObject({
  access_token: z.string(),
  expires_at: z.number().optional(),
  user: z.looseObject({
    id: z.string(),
    aud: z.string().default("authenticated"),
    role: z.string().default("authenticated"),
    email: z.string().default(""),
    phone: z.string().default(""),
    app_metadata: z.record(z.string(), z.unknown()).default({}),
    user_metadata: z.record(z.string(), z.unknown()).default({}),
    is_anonymous: z.boolean().default(false),
  }),
});

const InternalClaims = z.object({
  sub: z.string(),
  session_id: z.string(),
  exp: z.number(),
  iat: z.number().optional(),
});

interface SessionRow {
  readonly aal: "aal1" | "aal2" | "aal3";
  readonly banned: boolean;
  readonly amr: readonly { readonly method: string; readonly timestamp: number }[];
}

/** How the user proved who they are, in GoTrue's words; undefined for a refreshed session. */
export type Method = "password" | "otp" | "oauth" | "magiclink" | "recovery" | "email/signup" | undefined;

/** Where a session was opened, for the list of sessions. */
export interface Origin {
  readonly userAgent: string | null;
  readonly address: string | null;
}

/** Raised when a banned user signs in; the session is gone already. */
export class UserBanned extends Error {}

/**
 * Replaces lite's bare HS256 token by an ES256 token with all of GoTrue's claims, and keeps what lite does not:
 * the methods of authentication, address and user agent of the session.
 */
export class Sessions {
  private readonly sql: postgres.Sql;
  private readonly tokens: Tokens;
  private readonly issuer: string;

  constructor(sql: postgres.Sql, tokens: Tokens, issuer: string) {
    this.sql = sql;
    this.tokens = tokens;
    this.issuer = issuer;
  }

  /** @returns the body with the token exchanged, or unchanged when it holds none. @throws UserBanned */
  async translate(body: unknown, method: Method, origin: Origin): Promise<unknown> {
    const parsed = TokenResponse.safeParse(body);
    if (!parsed.success) return body;
    const token = await this.exchange(parsed.data.access_token, parsed.data.user, method, origin);
    return { ...parsed.data, access_token: token };
  }

  /** Claims for lite's own check of a user's token. */
  internalToken(claims: Claims): Promise<string> {
    return this.tokens.signInternal(claims);
  }

  /** The token for a redirect, where the response carries no user. */
  async translateToken(internal: string, method: Method, origin: Origin): Promise<string> {
    const { sub } = InternalClaims.parse(await this.tokens.verify(internal));
    const [user] = await this.sql`
      select id, aud, role, coalesce(email, '') as email, coalesce(phone, '') as phone, is_anonymous,
        raw_app_meta_data as app_metadata, raw_user_meta_data as user_metadata
      from auth.users where id = ${sub}`;
    return this.exchange(internal, TokenResponse.shape.user.parse(user), method, origin);
  }

  private async exchange(
    internal: string,
    user: z.infer<typeof TokenResponse>["user"],
    method: Method,
    origin: Origin,
  ): Promise<string> {
    const claims = InternalClaims.parse(await this.tokens.verify(internal));
    const session = await this.record(claims.session_id, method, origin);
    if (session.banned) {
      await this.sql`delete from auth.sessions where id = ${claims.session_id}`;
      throw new UserBanned();
    }
    return this.tokens.sign({
      iss: this.issuer,
      sub: claims.sub,
      aud: user.aud,
      exp: claims.exp,
      iat: claims.iat ?? Math.floor(Date.now() / 1000),
      email: user.email,
      phone: user.phone,
      app_metadata: user.app_metadata,
      user_metadata: user.user_metadata,
      role: user.role,
      aal: session.aal,
      amr: session.amr,
      session_id: claims.session_id,
      is_anonymous: user.is_anonymous,
    });
  }

  private async record(sessionId: string, method: Method, origin: Origin): Promise<SessionRow> {
    if (method !== undefined) {
      await this.sql`
        with session as (
          update auth.sessions set aal = coalesce(aal, 'aal1'), user_agent = ${origin.userAgent}, ip = ${origin.address}
          where id = ${sessionId} returning id
        )
        insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
        select gen_random_uuid(), id, now(), now(), ${method} from session
        on conflict (session_id, authentication_method) do update set updated_at = now()`;
    }
    const [row] = await this.sql<SessionRow[]>`
      select coalesce(s.aal, 'aal1') as aal, coalesce(u.banned_until > now(), false) as banned,
        coalesce((
          select json_agg(json_build_object('method', a.authentication_method, 'timestamp', extract(epoch from a.updated_at)::bigint)
            order by a.updated_at desc)
          from auth.mfa_amr_claims a where a.session_id = s.id
        ), '[]') as amr
      from auth.sessions s join auth.users u on u.id = s.user_id
      where s.id = ${sessionId}`;
    return row ?? { aal: "aal1", banned: false, amr: [] };
  }
}
