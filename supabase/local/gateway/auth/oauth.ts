import { createHash, randomUUID } from "node:crypto";
import * as client from "openid-client";
import { json } from "../responses.ts";
import { reservedParameters } from "./custom-providers.ts";
import { beginExternalFlow, type ExternalIdentity } from "./external-user.ts";
import { AuthFailure, invalid } from "./failure.ts";
import { requireLinking } from "./identities.ts";
import { type OauthProvider, type Tokens, UnknownProvider } from "./oauth-providers.ts";
import { type AuthParts, type Handler, requireUser } from "./parts.ts";
import { checkChallenge } from "./pkce.ts";
import type { Person } from "./provider-people.ts";
import type { AuthRequest } from "./requests.ts";
import type { Queries, User } from "./users.ts";

/** How long somebody may take at the provider. */
export const stateSeconds = 300;

/** `GET /authorize`: leads to the provider. */
export const authorize: Handler = async (parts, request) => redirectTo(await beginAt(parts, request));

/** `GET /user/identities/authorize`: the same, to add a way to sign in. */
export const linkIdentity: Handler = async (parts, request) => {
  requireLinking(parts);
  const { user } = await requireUser(parts, request);
  const url = await beginAt(parts, request, user);
  return request.url.searchParams.get("skip_http_redirect") === "true" ? json({ url: url.href }) : redirectTo(url);
};

/** Remembers who asks, and says where they go. @throws AuthFailure */
async function beginAt(parts: AuthParts, request: AuthRequest, linkTo?: User): Promise<URL> {
  const query = request.url.searchParams;
  const read = (name: string) => query.get(name) ?? "";
  const provider = await findProvider(parts, read("provider"), (message, options) =>
    invalid(`Unsupported provider: ${message}`, options),
  );
  const flow = { code_challenge: read("code_challenge"), code_challenge_method: read("code_challenge_method") };
  checkChallenge(flow);
  const verifier = client.randomPKCECodeVerifier();
  const state = await parts.sql.begin(async (tx) => {
    const id = await beginExternalFlow(tx, {
      providerType: provider.name,
      method: "oauth",
      challenge: flow.code_challenge,
      challengeMethod: flow.code_challenge_method,
      redirectTo: request.redirectTo,
      emailOptional: provider.emailOptional,
      ...(linkTo !== undefined && { linkingTarget: linkTo.id }),
    });
    await rememberVerifier(tx, id, provider.name, verifier);
    return id;
  });
  return client.buildAuthorizationUrl(provider.client, {
    ...furtherParameters(query),
    ...provider.parameters,
    redirect_uri: callbackUrl(parts),
    response_type: "code",
    scope: provider.scopesWith(read("scopes")).join(" "),
    state,
    ...(provider.usesPkce && {
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    }),
    ...(provider.checksNonce && { nonce: nonceOf(verifier) }),
  });
}

/** What came back from the provider. */
interface Answer {
  readonly name: string;
  /** The row of auth.oauth_client_states. */
  readonly clientState: string | null;
  readonly state: string;
  readonly emailOptional: boolean;
}

/** Who is at the other end of the provider's answer, checked. @throws AuthFailure */
export async function identify(
  parts: AuthParts,
  { url }: AuthRequest,
  { name, clientState, state, emailOptional }: Answer,
): Promise<ExternalIdentity & { readonly tokens: Tokens }> {
  const code = url.searchParams.get("code") ?? "";
  if (code === "")
    throw new AuthFailure(400, "bad_oauth_callback", "OAuth callback with missing authorization code missing");
  const unsupported = (message: string, options?: ErrorOptions) =>
    new AuthFailure(400, "oauth_provider_not_supported", `Unsupported provider: ${message}`, options);
  const provider = await findProvider(parts, name, unsupported);
  const verifier = await takeVerifier(parts.sql, clientState, name);
  const back = new URL(callbackUrl(parts));
  // Without OpenID nothing says which issuer to expect.
  for (const field of ["code", "state", ...(provider.isOidc ? ["iss"] : [])]) {
    const value = url.searchParams.get(field);
    if (value !== null) back.searchParams.set(field, value);
  }
  const tokens = await exchange(provider, back, state, verifier, code);
  const { subject, email, emailVerified, claims } = await personAt(provider, tokens);
  if (subject === "") throw new AuthFailure(500, "unexpected_failure", "error missing provider id");
  if (email === "" && !emailOptional)
    throw new AuthFailure(500, "unexpected_failure", "Error getting user email from external provider");
  return { provider: name, subject, email, emailVerified, emailOptional, isSso: false, userData: claims, tokens };
}

async function exchange(
  provider: OauthProvider,
  back: URL,
  state: string,
  verifier: string,
  code: string,
): Promise<Tokens> {
  try {
    return await client.authorizationCodeGrant(provider.client, back, {
      expectedState: state,
      idTokenExpected: provider.isOidc,
      ...(provider.usesPkce && { pkceCodeVerifier: verifier }),
      ...(provider.checksNonce && { expectedNonce: nonceOf(verifier) }),
    });
  } catch (error) {
    // What the token endpoint refuses is the code; everything else is what it answered.
    throw error instanceof client.ResponseBodyError
      ? failed(`Unable to exchange external code: ${code.slice(0, 4)}`, error)
      : failed("Error getting user profile from external provider", error);
  }
}

async function personAt(provider: OauthProvider, tokens: Tokens): Promise<Person> {
  try {
    return await provider.person(tokens);
  } catch (error) {
    throw failed("Error getting user profile from external provider", error);
  }
}

async function findProvider(
  { oauth, sql }: AuthParts,
  name: string,
  refusal: (message: string, options?: ErrorOptions) => AuthFailure,
): Promise<OauthProvider> {
  try {
    return await oauth.find(sql, name);
  } catch (error) {
    throw error instanceof UnknownProvider
      ? refusal(error.message)
      : refusal("the provider does not answer", { cause: error });
  }
}

/** Keeps the secret of this one visit at the provider. */
async function rememberVerifier(tx: Queries, flow: string, provider: string, verifier: string): Promise<void> {
  const id = randomUUID();
  await tx`delete from auth.oauth_client_states where created_at < now() - interval '1 day'`;
  await tx`
    insert into auth.oauth_client_states (id, provider_type, code_verifier, created_at)
    values (${id}, ${provider}, ${verifier}, now())`;
  await tx`update auth.flow_state set oauth_client_state_id = ${id} where id = ${flow}`;
}

/** It serves once: a second answer with the same state finds nothing. @throws AuthFailure */
async function takeVerifier(sql: Queries, id: string | null, provider: string): Promise<string> {
  const [state] = await sql<{ provider: string; verifier: string; isExpired: boolean }[]>`
    delete from auth.oauth_client_states where id = ${id}
    returning provider_type as provider, coalesce(code_verifier, '') as verifier,
      created_at + make_interval(secs => ${stateSeconds}) < now() as "isExpired"`;
  if (state === undefined) throw new AuthFailure(422, "oauth_client_state_not_found", "OAuth state not found");
  if (state.provider !== provider) throw new AuthFailure(400, "oauth_invalid_state", "OAuth provider mismatch");
  if (state.isExpired) throw new AuthFailure(422, "oauth_client_state_expired", "OAuth state expired");
  return state.verifier;
}

/** Ties the id_token to this visit. Who sees it learns nothing of the verifier. */
function nonceOf(verifier: string): string {
  return createHash("sha256").update(`nonce ${verifier}`).digest("base64url");
}

/** What the client wants said to the provider (`prompt`, `login_hint`); what this server says itself cannot be changed. */
function furtherParameters(query: URLSearchParams): Readonly<Record<string, string>> {
  const own = [
    ...reservedParameters,
    "provider",
    "scopes",
    "redirect_to",
    "skip_http_redirect",
    "invite_token",
    "apikey",
  ];
  return Object.fromEntries([...query].filter(([name]) => !own.includes(name.toLowerCase())));
}

/** Where providers send people back to; it has to be entered there. */
function callbackUrl({ url }: AuthParts): string {
  return `${url}/auth/v1/callback`;
}

function redirectTo({ href }: URL): Response {
  return new Response(null, { status: 302, headers: { location: href } });
}

function failed(message: string, cause: unknown): AuthFailure {
  return new AuthFailure(500, "unexpected_failure", message, { cause });
}
