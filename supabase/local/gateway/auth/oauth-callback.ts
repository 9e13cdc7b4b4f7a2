import { type ExternalIdentity, finishFlow, signInExternal } from "./external-user.ts";
import { AuthFailure, DatabaseFailure, errorNameOf } from "./failure.ts";
import { identify, stateSeconds } from "./oauth.ts";
import type { AuthParts, Handler } from "./parts.ts";
import { type AuthRequest, isUuid } from "./requests.ts";
import { findUser, insertIdentity, refreshProviders } from "./users.ts";

/** Somebody who is at a provider. */
interface Visit {
  readonly id: string;
  readonly provider: string;
  readonly redirectTo: string;
  readonly clientState: string | null;
  /** Whose account gets another way to sign in. */
  readonly linkingTarget: string | null;
  readonly emailOptional: boolean;
}

/** `GET /callback`: back from the provider. Leads on to the page the client named, with a code, the session or an error. */
export const callback: Handler = async (parts, request) => {
  let visit: Visit;
  try {
    visit = await findVisit(parts, request);
  } catch (error) {
    // Nothing says where the client waits.
    const target = new URL(parts.url);
    for (const [name, value] of errorFields(error)) target.searchParams.set(name, value);
    return new Response(null, { status: 303, headers: { location: target.href } });
  }
  return new Response(null, { status: 302, headers: { location: await next(parts, request, visit) } });
};

async function next(parts: AuthParts, request: AuthRequest, visit: Visit): Promise<string> {
  try {
    return await finish(parts, request, visit);
  } catch (error) {
    const target = new URL(visit.redirectTo);
    const fields = errorFields(error);
    for (const [name, value] of fields) target.searchParams.set(name, value);
    target.hash = new URLSearchParams([...fields, ["sb", ""]]).toString();
    if (error instanceof AuthFailure ? error.cause !== undefined : !(error instanceof ProviderRefusal))
      parts.onError("external sign-in failed", error instanceof AuthFailure ? error.cause : error);
    return target.href;
  }
}

async function finish(parts: AuthParts, request: AuthRequest, visit: Visit): Promise<string> {
  const query = request.url.searchParams;
  const refusal = query.get("error") ?? "";
  if (refusal !== "") throw new ProviderRefusal(refusal, query.get("error_description") ?? "");
  const { id: flowState, provider: name, clientState, emailOptional, redirectTo, linkingTarget } = visit;
  const { tokens, ...identity } = await identify(parts, request, {
    name,
    clientState,
    state: flowState,
    emailOptional,
  });
  const { access_token: providerToken, refresh_token: providerRefreshToken } = tokens;
  const wanted = {
    ...identity,
    method: "oauth",
    flowState,
    redirectTo,
    origin: request.origin,
    providerToken,
    ...(providerRefreshToken !== undefined && { providerRefreshToken }),
  } as const;
  if (linkingTarget === null) return signInExternal(parts, wanted);
  return parts.sql.begin(async (tx) => {
    await tx`select 1 from auth.users where id = ${linkingTarget} for update`;
    const user = await findUser(tx, linkingTarget);
    if (user === undefined) throw new AuthFailure(422, "user_not_found", "Linking target user not found");
    const [taken] = await tx<{ userId: string }[]>`
      select user_id as "userId" from auth.identities where provider = ${identity.provider} and provider_id = ${identity.subject}`;
    if (taken !== undefined) {
      const other = taken.userId === user.id ? "" : " to another user";
      throw new AuthFailure(422, "identity_already_exists", `Identity is already linked${other}`);
    }
    await addIdentity(tx, user.id, identity);
    await refreshProviders(tx, user.id);
    return finishFlow(parts, tx, user, wanted);
  });
}

async function addIdentity(tx: Parameters<typeof insertIdentity>[0], userId: string, identity: ExternalIdentity) {
  const { provider, subject: providerId, userData: data } = identity;
  await insertIdentity(tx, userId, { provider, providerId, data }).catch((error: unknown) => {
    throw new DatabaseFailure("Error creating identity", error);
  });
}

/** @throws AuthFailure unless somebody left with this state, lately, and has not come back yet */
async function findVisit({ sql, url }: AuthParts, request: AuthRequest): Promise<Visit> {
  const state = request.url.searchParams.get("state") ?? "";
  if (state === "") throw new AuthFailure(400, "bad_oauth_callback", "OAuth state parameter missing");
  const bad = (message: string) => new AuthFailure(400, "bad_oauth_state", message);
  if (!isUuid(state)) throw bad("OAuth state parameter is invalid");
  const [visit] = await sql<(Visit & { isExpired: boolean; isUsed: boolean })[]>`
    select id, provider_type as provider, coalesce(nullif(referrer, ''), ${url}) as "redirectTo",
      oauth_client_state_id as "clientState", linking_target_id as "linkingTarget", email_optional as "emailOptional",
      created_at + make_interval(secs => ${stateSeconds}) < now() as "isExpired", user_id is not null as "isUsed"
    from auth.flow_state where id = ${state} and authentication_method = 'oauth'`;
  if (visit === undefined) throw bad("OAuth state not found or expired");
  if (visit.isExpired) throw bad("OAuth state has expired");
  if (visit.isUsed) throw new AuthFailure(400, "flow_state_already_used", "State has already been used");
  return visit;
}

/** What the provider said instead of a code, such as that consent was cancelled. */
class ProviderRefusal extends Error {
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

/** A failure as the client reads it from its address. */
function errorFields(error: unknown): [name: string, value: string][] {
  if (error instanceof ProviderRefusal)
    return [
      ["error", error.code],
      ["error_description", error.message],
    ];
  if (!(error instanceof AuthFailure))
    return [
      ["error", "server_error"],
      ["error_description", "Unexpected failure, please check server logs for more information"],
      ["error_code", "unexpected_failure"],
    ];
  return [
    ["error", errorNameOf(error.status, error.code)],
    ["error_description", error.message],
    ["error_code", error.code],
  ];
}
