import { z } from "zod";
import type { Settings } from "../../settings.ts";
import { durationMs } from "../../settings.ts";
import { AuthFailure, invalid } from "./failure.ts";
import type { AuthParts } from "./parts.ts";
import { type AuthRequest, fieldsOf, text } from "./requests.ts";
import { issueRefreshToken, type TokenResponse } from "./sessions.ts";
import type { Queries } from "./users.ts";

const Fields = z.object({ refresh_token: text });

interface RefreshToken {
  readonly token: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly isRevoked: boolean;
  readonly isBanned: boolean;
  /** May be used once more although it is revoked: the client may not have had the answer. */
  readonly isWithinReuse: boolean;
  readonly isTooOld: boolean;
  readonly isIdle: boolean;
}

/** `POST /token?grant_type=refresh_token` */
export async function refreshGrant(parts: AuthParts, request: AuthRequest): Promise<TokenResponse> {
  const { refresh_token: token } = fieldsOf(Fields, request);
  if (!/^[a-z0-9]{12}$/.test(token)) throw invalid("Refresh token is not valid");
  // A refusal may have to be written down as well, so it must not roll back.
  const outcome = await parts.sql.begin(async (tx) => exchange(parts, tx, request, token));
  if (outcome instanceof AuthFailure) throw outcome;
  return outcome;
}

async function exchange(
  parts: AuthParts,
  tx: Queries,
  request: AuthRequest,
  token: string,
): Promise<TokenResponse | AuthFailure> {
  const current = await find(tx, token, parts.settings);
  if (current === undefined)
    return new AuthFailure(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
  if (current.isBanned) return new AuthFailure(400, "user_banned", "Invalid Refresh Token: User Banned");
  if (current.isTooOld) return new AuthFailure(400, "session_expired", "Invalid Refresh Token: Session Expired");
  if (current.isIdle)
    return new AuthFailure(400, "session_expired", "Invalid Refresh Token: Session Expired (Inactivity)");
  const issued = current.isRevoked ? await reuse(parts, tx, current) : await swapRefreshToken(tx, current);
  if (issued instanceof AuthFailure) return issued;
  await tx`
    update auth.sessions set refreshed_at = now() at time zone 'utc', updated_at = now(),
      user_agent = ${request.origin.userAgent}, ip = ${request.origin.address}
    where id = ${current.sessionId}`;
  return parts.sessions.respond(tx, current.userId, current.sessionId, issued);
}

/** Takes the token's place. Also used where a session rises to the second level. */
export async function swapRefreshToken(
  tx: Queries,
  { token, userId, sessionId }: Pick<RefreshToken, "token" | "userId" | "sessionId">,
): Promise<string> {
  await tx`update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp() where token = ${token}`;
  return issueRefreshToken(tx, userId, sessionId, token);
}

/** A token that was used before: by a client that lost the answer, or by a thief. */
async function reuse(parts: AuthParts, tx: Queries, current: RefreshToken): Promise<string | AuthFailure> {
  const [active] = await tx<{ token: string; parent: string | null }[]>`
    select token, parent from auth.refresh_tokens where session_id = ${current.sessionId} and not revoked
    order by id desc limit 1`;
  if (active?.parent === current.token) return active.token;
  // Without an active token the session was given up already: then nothing is lent again.
  if (active !== undefined && current.isWithinReuse) return swapRefreshToken(tx, current);
  if (parts.settings.enable_refresh_token_rotation)
    await tx`update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = ${current.sessionId}`;
  return new AuthFailure(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
}

/** The token with its session locked: two refreshes of one session come after each other. */
async function find(tx: Queries, token: string, settings: Settings["auth"]): Promise<RefreshToken | undefined> {
  const [timebox, idle] = [settings.sessions.timebox, settings.sessions.inactivity_timeout].map(
    (duration) => durationMs(duration) / 1000,
  );
  await tx`
    select 1 from auth.sessions s join auth.refresh_tokens t on t.session_id = s.id where t.token = ${token} for update of s`;
  const [row] = await tx<RefreshToken[]>`
    select t.token, s.user_id as "userId", s.id as "sessionId", t.revoked as "isRevoked",
      coalesce(u.banned_until > now(), false) as "isBanned",
      t.updated_at + make_interval(secs => ${settings.refresh_token_reuse_interval}) >= clock_timestamp() as "isWithinReuse",
      coalesce(s.not_after < now(), false) or (${timebox ?? 0} > 0 and s.created_at + make_interval(secs => ${timebox ?? 0}) < now()) as "isTooOld",
      ${idle ?? 0} > 0 and coalesce(s.refreshed_at at time zone 'utc', greatest(s.created_at, t.updated_at))
        + make_interval(secs => ${idle ?? 0}) < now() as "isIdle"
    from auth.refresh_tokens t join auth.sessions s on s.id = t.session_id join auth.users u on u.id = s.user_id
    where t.token = ${token}`;
  return row;
}
