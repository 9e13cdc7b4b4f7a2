import type postgres from "postgres";
import type { Settings } from "../../settings.ts";
import { AuthFailure } from "./failure.ts";
import type { Hooks } from "./hooks.ts";
import type { AuthLimits } from "./limits.ts";
import type { Mails } from "./mails.ts";
import type { OauthProviders } from "./oauth-providers.ts";
import { type AuthRequest, isUuid } from "./requests.ts";
import type { ServiceProvider } from "./saml/service-provider.ts";
import { findSession, type Session, type Sessions } from "./sessions.ts";
import { findUser, type User } from "./users.ts";

/** What the handlers of the auth API work with. */
export interface AuthParts {
  readonly sql: postgres.Sql;
  readonly settings: Settings["auth"];
  /** Address of the site, which is also the gateway's. */
  readonly url: string;
  /** For what goes wrong without the caller's fault. */
  readonly onError: (message: string, error: unknown) => void;
  readonly oauth: OauthProviders;
  readonly sessions: Sessions;
  readonly mails: Mails;
  readonly hooks: Hooks;
  readonly limits: AuthLimits;
  readonly saml: ServiceProvider;
}

/** Answers one kind of request. */
export type Handler = (parts: AuthParts, request: AuthRequest) => Promise<Response>;

/** Who asks, and in which session (a token made by the project itself may have none). @throws AuthFailure */
export async function requireUser(
  { sql }: AuthParts,
  { caller }: AuthRequest,
): Promise<{ readonly user: User; readonly session: Session | undefined }> {
  const { token, claims } = caller;
  if (token === undefined)
    throw new AuthFailure(401, "no_authorization", "This endpoint requires a valid Bearer token");
  const { sub, session_id: sessionId } = claims;
  if (sub === undefined || sub === "") throw new AuthFailure(403, "bad_jwt", "invalid claim: missing sub claim");
  if (!isUuid(sub)) throw new AuthFailure(400, "bad_jwt", "invalid claim: sub claim must be a UUID");
  const user = await findUser(sql, sub);
  if (user === undefined) throw new AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist");
  const named = typeof sessionId === "string" && isUuid(sessionId) ? sessionId : undefined;
  const session = named === undefined ? undefined : await findSession(sql, named);
  if (named !== undefined && session?.userId !== user.id)
    throw new AuthFailure(403, "session_not_found", "Session from session_id claim in JWT does not exist");
  if (user.isBanned) throw new AuthFailure(403, "user_banned", "User is banned");
  return { user, session };
}

/** @throws AuthFailure unless the secret key asks */
export function requireAdmin({ caller }: AuthRequest): void {
  if (caller.claims.role !== "service_role") throw new AuthFailure(403, "not_admin", "User not allowed");
}
