import { databaseUrl, type StackConfig } from "../../config.ts";
import { publicJwk, type StackKeys } from "../../keys.ts";
import { connect } from "../../postgres/database.ts";
import { durationMs, type Settings } from "../../settings.ts";
import { type Caller, nobody } from "../caller.ts";
import { addressHeader } from "../client-address.ts";
import type { Mailbox } from "../mail/mailbox.ts";
import { json } from "../responses.ts";
import type { Tokens } from "../tokens.ts";
import { AuthFailure, failureRedirect, failureResponse } from "./failure.ts";
import { Hooks } from "./hooks.ts";
import { AuthLimits, type Limit } from "./limits.ts";
import { followLink } from "./links.ts";
import { Mails } from "./mails.ts";
import { authorize } from "./oauth.ts";
import { callback } from "./oauth-callback.ts";
import { OauthProviders } from "./oauth-providers.ts";
import type { AuthParts, Handler } from "./parts.ts";
import { ProviderSecrets } from "./provider-secrets.ts";
import { isAllowedRedirect } from "./redirects.ts";
import { type AuthRequest, concernsAccount, inEvenTime, readFields } from "./requests.ts";
import { routeOf } from "./routes.ts";
import { assertionConsumer } from "./saml/acs.ts";
import { serviceMetadata } from "./saml/metadata.ts";
import { serviceProviderOf } from "./saml/service-provider.ts";
import { Sessions } from "./sessions.ts";

/** `/auth/v1`: what the app needs of GoTrue, with GoTrue's requests, answers and error codes. */
export interface AuthApi {
  fetch(request: Request, caller: Caller): Promise<Response>;
  /** What needs no API key: JWKS, health, links in mails, the ways to identity providers and back. */
  fetchPublic(request: Request): Promise<Response | undefined>;
  close(): Promise<void>;
}

export interface AuthOptions {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly mailbox: Mailbox;
  readonly onError: (message: string, error: unknown) => void;
  /** Another database than the stack's, for tests. */
  readonly database?: string;
}

const prefix = "/auth/v1";
/** Longer than hashing a password takes. */
const evenMs = 250;

/** Starts the auth API; its e-mails are written into the mail catcher. */
export async function startAuthApi(options: AuthOptions): Promise<AuthApi> {
  const { config, keys, tokens, mailbox } = options;
  const { auth: settings } = options.settings;
  const { url } = config;
  const sql = connect(databaseUrl("supabase_auth_admin", config.databasePort, options.database), {
    max: 8,
    applicationName: "heliograph auth",
  });
  // Whoever starts this tries again until the database answers.
  await sql`select 1`;
  const limits = new AuthLimits(settings.rate_limit, durationMs(settings.email.max_frequency), config.test);
  const issuer = `${url}${prefix}`;
  const parts: AuthParts = {
    sql,
    settings,
    url,
    limits,
    oauth: new OauthProviders({
      external: settings.external,
      secrets: new ProviderSecrets(keys),
      isTest: config.test,
    }),
    onError: options.onError,
    sessions: new Sessions(tokens, issuer, settings),
    mails: new Mails({ mailbox, url, settings, limits, onError: options.onError }),
    hooks: new Hooks(sql, settings),
    saml: serviceProviderOf(issuer, config.dataDirectory, config.test),
  };

  /** As GoTrue: an allowed URL the client names, or the page it stands on, otherwise the site. */
  const redirectOf = (request: Request, fields: Readonly<Record<string, unknown>>): string => {
    const named = new URL(request.url).searchParams.get("redirect_to") ?? request.headers.get("redirect_to");
    const candidates = [fields["redirect_to"], named, request.headers.get("referer")];
    for (const candidate of candidates) {
      if (typeof candidate !== "string" || candidate === "") continue;
      if (isAllowedRedirect(candidate, url, settings.additional_redirect_urls)) return candidate;
    }
    return url;
  };

  const answer = async (
    request: Request,
    caller: Caller,
    ids: readonly string[],
    handler: Handler,
    limit: Limit | undefined,
  ): Promise<Response> => {
    try {
      const fields = await readFields(request);
      if (fields instanceof Response) return fields;
      const origin = {
        userAgent: request.headers.get("user-agent"),
        address: request.headers.get(addressHeader) || "127.0.0.1",
      };
      if (limit !== undefined) limits.takeRequest(limit, origin.address);
      const read: AuthRequest = {
        method: request.method,
        url: new URL(request.url),
        headers: request.headers,
        ids,
        body: fields,
        caller,
        origin,
        redirectTo: redirectOf(request, fields),
      };
      return await handler(parts, read);
    } catch (error) {
      if (error instanceof AuthFailure) {
        if (error.cause !== undefined) options.onError(error.message, error.cause);
        return failureResponse(error, request.headers);
      }
      options.onError("auth request failed", error);
      const message = "Unexpected failure, please check server logs for more information";
      return failureResponse(new AuthFailure(500, "unexpected_failure", message), request.headers);
    }
  };

  const cached = { "cache-control": "public, max-age=600" };
  return {
    async fetchPublic(request) {
      const { pathname } = new URL(request.url);
      const notFound = () => failureResponse(new AuthFailure(404, "not_found", "Not found"), request.headers);
      // No address of this API needs escapes; `/%74oken` would go past limits that know it as `/token`.
      if (pathname.includes("%")) return notFound();
      switch (pathname.slice(prefix.length)) {
        case "/.well-known/jwks.json":
          return json({ keys: [publicJwk(keys)] }, 200, cached);
        case "/.well-known/openid-configuration":
          return json({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` }, 200, cached);
        case "/health":
          return json({
            version: "embedded",
            name: "GoTrue",
            description: "GoTrue is a user registration and authentication API",
          });
        case "/authorize":
        case "/callback":
          if (request.method !== "GET") return undefined;
          return answer(request, nobody, [], pathname.endsWith("/callback") ? callback : authorize, undefined);
        case "/verify":
          if (request.method !== "GET") return undefined;
          return answer(request, nobody, [], followLink, "verify");
        case "/sso/saml/metadata":
          if (request.method !== "GET") return undefined;
          return serviceMetadata(parts.saml, new URL(request.url).searchParams.get("download") === "true");
        case "/sso/saml/acs":
          if (request.method !== "POST") return undefined;
          return failureRedirect(await answer(request, nobody, [], assertionConsumer, "sign-in"), url);
        default:
          return undefined;
      }
    },

    async fetch(request, caller) {
      const { pathname, searchParams } = new URL(request.url);
      const path = pathname.slice(prefix.length);
      const found = routeOf(request.method, path);
      if ("methods" in found) {
        const { methods } = found;
        return methods.length > 0
          ? new Response(null, { status: 405, headers: { allow: methods.join(", ") } })
          : failureResponse(new AuthFailure(404, "not_found", "Not found"), request.headers);
      }
      const { route, ids } = found;
      const work = answer(request, caller, ids, route.handler, route.limit);
      const isEven = !config.test && concernsAccount(path, searchParams.get("grant_type"));
      return isEven ? inEvenTime(work, evenMs) : work;
    },

    close: () => sql.end(),
  };
}
