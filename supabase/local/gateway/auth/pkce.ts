import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { pkcePrefix } from "./codes.ts";
import { AuthFailure, invalid } from "./failure.ts";
import type { AuthParts } from "./parts.ts";
import { type AuthRequest, fieldsOf, text } from "./requests.ts";
import type { Method, TokenResponse } from "./sessions.ts";
import { findUser, type Queries } from "./users.ts";

/** The fields of a request whose answer only this client may use. */
export const challengeFields = { code_challenge: text, code_challenge_method: text };

interface Challenge {
  readonly code_challenge: string;
  readonly code_challenge_method: string;
}

const flowSeconds = 300;

/** @throws AuthFailure when challenge and method do not belong together */
export function checkChallenge({ code_challenge: challenge, code_challenge_method: method }: Challenge): void {
  if ((challenge === "") !== (method === ""))
    throw invalid("PKCE flow requires code_challenge_method and code_challenge");
  if (challenge === "") return;
  if (challenge.length < 43 || challenge.length > 128)
    throw invalid("code challenge has to be between 43 and 128 characters");
  if (!/^[a-zA-Z._~0-9-]+$/.test(challenge))
    throw invalid("code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes");
  if (!/^(?:plain|s256)$/i.test(method)) throw invalid("Invalid code_challenge_method");
}

/** Remembers the client's challenge, if it sent one. @returns what stands before the token in the link */
export async function beginFlow(
  sql: Queries,
  { code_challenge: challenge, code_challenge_method: method }: Challenge,
  userId: string,
  authenticationMethod: Method,
): Promise<"" | typeof pkcePrefix> {
  if (challenge === "") return "";
  await sql`delete from auth.flow_state where created_at < now() - interval '1 day'`;
  await sql`
    insert into auth.flow_state (id, user_id, auth_code, provider_type, authentication_method, code_challenge, code_challenge_method)
    values (${randomUUID()}, ${userId}, ${randomUUID()}, 'email', ${authenticationMethod}, ${challenge}, ${method.toLowerCase()})`;
  return pkcePrefix;
}

/** The code for the client that began the user's latest flow of this kind. @throws AuthFailure when there is none */
export async function issueCode(sql: Queries, userId: string, method: Method): Promise<string> {
  const [flow] = await sql<{ code: string }[]>`
    update auth.flow_state set auth_code_issued_at = now(), updated_at = now()
    where id = (
      select id from auth.flow_state
      where user_id = ${userId} and authentication_method = ${method} and code_challenge is not null
      order by created_at desc limit 1
    )
    returning auth_code as code`;
  if (flow === undefined)
    throw new AuthFailure(
      400,
      "flow_state_not_found",
      "No associated flow state found. No valid flow state found for user.",
    );
  return flow.code;
}

const Exchange = z.object({ auth_code: text, code_verifier: text });

interface Flow {
  readonly id: string;
  readonly userId: string | null;
  readonly method: Method;
  readonly challenge: string;
  readonly challengeMethod: string;
  readonly isExpired: boolean;
  readonly providerToken: string | null;
  readonly providerRefreshToken: string | null;
}

/** `POST /token?grant_type=pkce` */
export async function pkceGrant(parts: AuthParts, request: AuthRequest): Promise<TokenResponse> {
  const { auth_code: code, code_verifier: verifier } = fieldsOf(Exchange, request);
  if (code === "" || verifier === "")
    throw invalid("invalid request: both auth code and code verifier should be non-empty");
  return parts.sql.begin(async (tx) => {
    const [flow] = await tx<Flow[]>`
      select id, user_id as "userId", authentication_method as method, code_challenge as challenge,
        code_challenge_method as "challengeMethod",
        coalesce(auth_code_issued_at, created_at) + make_interval(secs => ${flowSeconds}) < now() as "isExpired",
        provider_access_token as "providerToken", provider_refresh_token as "providerRefreshToken"
      from auth.flow_state where auth_code = ${code} and auth_code_issued_at is not null for update`;
    const user = flow?.userId == null ? undefined : await findUser(tx, flow.userId);
    if (flow === undefined || user === undefined)
      throw new AuthFailure(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
    if (flow.isExpired) throw new AuthFailure(422, "flow_state_expired", "invalid flow state, flow state has expired");
    const proof =
      flow.challengeMethod === "s256" ? createHash("sha256").update(verifier).digest("base64url") : verifier;
    if (proof !== flow.challenge)
      throw new AuthFailure(400, "bad_code_verifier", "code challenge does not match previously saved code verifier");
    await tx`delete from auth.flow_state where id = ${flow.id}`;
    const session = await parts.sessions.open(tx, user, flow.method, request.origin);
    return {
      ...session,
      ...(flow.providerToken !== null && { provider_token: flow.providerToken }),
      ...(flow.providerRefreshToken !== null && { provider_refresh_token: flow.providerRefreshToken }),
    };
  });
}
