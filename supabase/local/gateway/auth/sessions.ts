import { randomBytes, randomUUID } from "node:crypto";
import type { Settings } from "../../settings.ts";
import type { Tokens } from "../tokens.ts";
import { AuthFailure } from "./failure.ts";
import type { Origin } from "./requests.ts";
import { type UserJson, userJson } from "./user-json.ts";
import type { Queries, User } from "./users.ts";

/** How the user proved who they are, in GoTrue's words. */
export type Method =
  | "password"
  | "otp"
  | "totp"
  | "oauth"
  | "sso/saml"
  | "magiclink"
  | "recovery"
  | "invite"
  | "email/signup"
  | "email_change";

/** The methods that count as a second factor. */
const secondFactors = new Set(["totp", "mfa/phone", "mfa/webauthn"]);

/** An open session as the caller's token names it. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly aal: string;
  readonly createdAt: Date;
  readonly isRecovery: boolean;
}

/** GoTrue's answer to every way of signing in. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "bearer";
  readonly expires_in: number;
  readonly expires_at: number;
  readonly refresh_token: string;
  readonly user: UserJson;
}

const refreshTokenLength = 12;
const refreshTokenCharacters = "abcdefghijklmnopqrstuvwxyz234567";

/** Opens sessions and signs their tokens. */
export class Sessions {
  private readonly tokens: Tokens;
  private readonly issuer: string;
  private readonly lifetime: number;

  constructor(tokens: Tokens, issuer: string, settings: Settings["auth"]) {
    this.tokens = tokens;
    this.issuer = issuer;
    this.lifetime = settings.jwt_expiry;
  }

  /** Signs somebody in. @throws AuthFailure when the account is locked */
  async open(
    sql: Queries,
    user: Pick<User, "id" | "isBanned">,
    method: Method,
    origin: Origin,
  ): Promise<TokenResponse> {
    if (user.isBanned) throw new AuthFailure(403, "user_banned", "User is banned");
    const id = randomUUID();
    await sql`
      insert into auth.sessions (id, user_id, aal, created_at, updated_at, user_agent, ip)
      values (${id}, ${user.id}, 'aal1', now(), now(), ${origin.userAgent}, ${origin.address})`;
    await this.addMethod(sql, id, method);
    await sql`update auth.users set last_sign_in_at = now() where id = ${user.id}`;
    return this.respond(sql, user.id, id, await issueRefreshToken(sql, user.id, id, null));
  }

  /** Adds a proof to a session: its tokens tell from now on. */
  async addMethod(sql: Queries, sessionId: string, method: Method): Promise<void> {
    await sql`
      insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
      values (gen_random_uuid(), ${sessionId}, now(), now(), ${method})
      on conflict (session_id, authentication_method) do update set updated_at = now()`;
  }

  /** The answer for an open session, with a fresh access token. */
  async respond(sql: Queries, userId: string, sessionId: string, refreshToken: string): Promise<TokenResponse> {
    const user = await userJson(sql, userId);
    if (user === undefined) throw new AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist");
    const amr = await sql<{ method: string; timestamp: number; provider?: string }[]>`
      select a.authentication_method as method, extract(epoch from a.updated_at)::int as timestamp
      from auth.mfa_amr_claims a where a.session_id = ${sessionId} order by a.updated_at desc`;
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + this.lifetime;
    const token = await this.tokens.sign({
      iss: this.issuer,
      sub: userId,
      aud: typeof user["aud"] === "string" ? user["aud"] : "authenticated",
      exp: expiresAt,
      iat: issuedAt,
      email: user["email"],
      phone: user["phone"],
      app_metadata: user["app_metadata"],
      user_metadata: user["user_metadata"],
      role: user["role"],
      aal: amr.some(({ method }) => secondFactors.has(method)) ? "aal2" : "aal1",
      amr: await withProvider(sql, userId, amr),
      session_id: sessionId,
      is_anonymous: user["is_anonymous"],
    });
    return {
      access_token: token,
      token_type: "bearer",
      expires_in: this.lifetime,
      expires_at: expiresAt,
      refresh_token: refreshToken,
      user,
    };
  }
}

/** The session for a browser's address. @param extra further fields; empty ones are left out */
export function fragmentOf(session: TokenResponse, extra: Readonly<Record<string, string | undefined>>): string {
  const { user: _, expires_in: seconds, expires_at: until, ...texts } = session;
  const fields = new URLSearchParams({ ...texts, expires_in: String(seconds), expires_at: String(until), sb: "" });
  for (const [name, value] of Object.entries(extra)) if (value !== undefined && value !== "") fields.set(name, value);
  return fields.toString();
}

/** The session a token names, if it is still open. */
export async function findSession(sql: Queries, id: string): Promise<Session | undefined> {
  const [session] = await sql<Session[]>`
    select s.id, s.user_id as "userId", coalesce(s.aal::text, 'aal1') as aal, s.created_at as "createdAt",
      exists (
        select 1 from auth.mfa_amr_claims a where a.session_id = s.id and a.authentication_method = 'recovery'
      ) as "isRecovery"
    from auth.sessions s where s.id = ${id}`;
  return session;
}

/** A new refresh token of the session. @param parent the one it takes the place of */
export async function issueRefreshToken(
  sql: Queries,
  userId: string,
  sessionId: string,
  parent: string | null,
): Promise<string> {
  const token = Array.from(randomBytes(refreshTokenLength), (byte) => refreshTokenCharacters[byte % 32]).join("");
  await sql`
    insert into auth.refresh_tokens (instance_id, token, user_id, session_id, parent, revoked, created_at, updated_at)
    values ('00000000-0000-0000-0000-000000000000', ${token}, ${userId}, ${sessionId}, ${parent}, false, clock_timestamp(), clock_timestamp())`;
  return token;
}

/** Users of an identity provider of an organization: the claim says which one it was. */
async function withProvider(
  sql: Queries,
  userId: string,
  amr: readonly { readonly method: string; readonly timestamp: number }[],
): Promise<readonly object[]> {
  if (!amr.some(({ method }) => method === "sso/saml")) return amr;
  const identities = await sql<{ provider: string }[]>`select provider from auth.identities where user_id = ${userId}`;
  const provider = identities.length === 1 ? identities[0]?.provider : undefined;
  if (provider?.startsWith("sso:") !== true) return amr;
  return amr.map((entry) =>
    entry.method === "sso/saml" ? { ...entry, provider: provider.slice("sso:".length) } : entry,
  );
}
