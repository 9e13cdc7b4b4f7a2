import { databaseUrl, type StackConfig } from "../../config.ts";
import { publicJwk, type StackKeys } from "../../keys.ts";
import { connect } from "../../postgres/database.ts";
import { durationMs, type Settings } from "../../settings.ts";
import { anonymous, type Caller } from "../caller.ts";
import { App } from "../lite.ts";
import { liteConnection } from "../lite-connection.ts";
import type { Mailbox } from "../mail/mailbox.ts";
import { headersJson, requestContext } from "../request-context.ts";
import { authError, json } from "../responses.ts";
import type { Tokens } from "../tokens.ts";
import { AuthAdmin } from "./admin.ts";
import { AuthLimits } from "./limits.ts";
import { createMailer } from "./mailer.ts";
import { PkceFlows } from "./pkce.ts";
import { isAllowedRedirect } from "./redirects.ts";
import { type AuthBody, concernsAccount, inEvenTime, readInput, requestKind } from "./requests.ts";
import { type Method, type Origin, Sessions, UserBanned } from "./sessions.ts";
import { emailOtpType, repeatedSignup, resendConfirmation } from "./signup.ts";

/** `/auth/v1`: lite's GoTrue, with ES256 tokens outside and the endpoints lite lacks. */
export interface AuthApi {
  fetch(request: Request, caller: Caller, address: string): Promise<Response>;
  /** What needs no API key: JWKS, health, links in mails. */
  fetchPublic(request: Request, address: string): Promise<Response | undefined>;
  close(): Promise<void>;
}

export interface AuthOptions {
  readonly config: StackConfig;
  readonly keys: StackKeys;
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly mailbox: Mailbox;
}

const internalKey = "caller";
/** Longer than hashing a password takes. */
const evenMs = 250;

/** Starts lite's auth server, its e-mails written into the mail catcher. */
export async function startAuthApi({ config, keys, settings, tokens, mailbox }: AuthOptions): Promise<AuthApi> {
  const url = databaseUrl("supabase_auth_admin", config.databasePort);
  const connection = liteConnection(url, 5, "strings-are-json");
  const sql = connect(url, { max: 3, applicationName: "heliograph auth" });
  const issuer = `${config.url}/auth/v1`;
  const app = new App({
    connection,
    api: { enabled: false },
    storage: { enabled: false },
    studio: { enabled: false },
    auth: {
      enabled: true,
      jwt_secret: keys.jwtSecret,
      jwt_expiry: settings.auth.jwt_expiry,
      site_url: config.url,
      additional_redirect_urls: settings.auth.additional_redirect_urls,
      enable_signup: settings.auth.enable_signup,
      enable_refresh_token_rotation: settings.auth.enable_refresh_token_rotation,
      refresh_token_reuse_interval: settings.auth.refresh_token_reuse_interval,
      minimum_password_length: settings.auth.minimum_password_length,
      password_requirements: settings.auth.password_requirements,
      email: {
        enable_signup: settings.auth.email.enable_signup,
        enable_confirmations: settings.auth.email.enable_confirmations,
        double_confirm_changes: settings.auth.email.double_confirm_changes,
        otp_length: settings.auth.email.otp_length,
        otp_expiry: settings.auth.email.otp_expiry,
      },
    },
    options: {
      server: {
        disableStudio: true,
        apiKeys: { resolver: async () => ({ type: "publishable", claims: { ...requestContext.getStore()?.claims } }) },
      },
    },
  });
  const mailer = createMailer({ mailbox, sql, url: config.url, settings: settings.auth });
  Object.assign(app, { _mailer: mailer });
  await app.init();
  const sessions = new Sessions(sql, tokens, issuer);
  const flows = new PkceFlows(sql, tokens);
  const admin = new AuthAdmin(sql, settings.auth.minimum_password_length);
  const limits = new AuthLimits(settings.auth.rate_limit, durationMs(settings.auth.email.max_frequency), config.test);

  /** Hands the request to lite under the caller's identity. */
  const forward = async (request: Request, caller: Caller | undefined, body: AuthBody, text: string | null) => {
    const target = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("apikey", internalKey);
    headers.delete("authorization");
    if (caller?.token !== undefined)
      headers.set("authorization", `Bearer ${await sessions.internalToken(caller.claims)}`);
    headers.delete("content-length");
    const inner = new Request(target, { method: request.method, headers, body: text, redirect: "manual" });
    return withinRequest(request, caller, body, () => app.fetch(inner));
  };

  /** Lets the mailer know where links shall lead, and lite's resolver who asks. */
  const withinRequest = <T>(request: Request, caller: Caller | undefined, body: AuthBody, work: () => Promise<T>) => {
    const target = new URL(request.url);
    const { code_challenge: challenge, code_challenge_method: method } = body;
    const context = {
      claims: caller?.claims ?? anonymous,
      headersJson: headersJson(request.headers),
      method: request.method,
      path: target.pathname,
      redirectTo: allowedRedirect(target.searchParams.get("redirect_to") ?? request.headers.get("redirect_to")),
      codeChallenge: challenge ? { challenge, method: (method ?? "plain").toLowerCase() } : undefined,
    };
    return requestContext.run(context, work);
  };

  /** As GoTrue: the site itself or an allowed URL, otherwise the site. */
  const allowedRedirect = (wanted: string | null): string | undefined =>
    wanted !== null && isAllowedRedirect(wanted, config.url, settings.auth.additional_redirect_urls)
      ? wanted
      : undefined;

  const withSession = async (response: Response, method: Method, origin: Origin): Promise<Response> => {
    if (!response.ok || !(response.headers.get("content-type") ?? "").includes("json")) return response;
    const body: unknown = await response.json();
    return json(await sessions.translate(body, method, origin), response.status);
  };

  const answer: AuthApi["fetch"] = async (request, caller, address) => {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.slice("/auth/v1".length);
    if (path === "/admin/users" || path.startsWith("/admin/")) {
      if (caller.claims.role !== "service_role") return authError(403, "not_admin", "User not allowed");
      if (!path.startsWith("/admin/users")) return authError(404, "not_found", "Not found");
      return admin.handle(request, path.slice("/admin/users".length).replace(/^\//, ""));
    }
    const read = await readInput(request);
    if (read instanceof Response) return read;
    const { text, body } = read;
    const grant = searchParams.get("grant_type");
    const kind = grant === "refresh_token" ? "refresh" : requestKind(path.slice(1), request.method, body.email);
    const refusal = limits.check(kind, address, body.email);
    if (refusal !== undefined) return refusal;
    const resend = () =>
      withinRequest(request, caller, body, () =>
        resendConfirmation(sql, mailer, body.email ?? "", settings.auth.email.otp_length),
      );
    if (path === "/resend" && body.type === "signup" && body.email !== undefined) {
      await resend();
      return json({});
    }
    if (path === "/resend" && body.email !== undefined) {
      // The pause between two mails has been checked already.
      await sql`update auth.users set email_change_sent_at = null where email = ${body.email.toLowerCase()}`;
    }
    if (path === "/signup" && settings.auth.email.enable_confirmations && body.email !== undefined) {
      const repeated = await repeatedSignup(sql, body.email, resend);
      if (repeated !== undefined) return repeated;
    }
    const sent =
      path === "/verify" && body.type === "email"
        ? JSON.stringify({ ...body, type: await emailOtpType(sql, body) })
        : text;
    const method: Method =
      path === "/verify"
        ? "otp"
        : path === "/signup" || grant === "password"
          ? "password"
          : grant === "pkce"
            ? await flows.methodOf(body.auth_code)
            : undefined;
    try {
      const response = await forward(request, caller, body, sent);
      return await withSession(response, method, originOf(request, address));
    } catch (error) {
      if (error instanceof UserBanned) return authError(400, "user_banned", "User is banned");
      throw error;
    }
  };

  return {
    async fetchPublic(request, address) {
      const url = new URL(request.url);
      // No address of this API needs escapes; `/%74oken` would go past limits that know it as `/token`.
      if (url.pathname.includes("%")) return authError(404, "not_found", "Not found");
      switch (url.pathname) {
        case "/auth/v1/.well-known/jwks.json":
          return json({ keys: [publicJwk(keys)] }, 200, { "cache-control": "public, max-age=600" });
        case "/auth/v1/.well-known/openid-configuration":
          return json({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` }, 200, {
            "cache-control": "public, max-age=600",
          });
        case "/auth/v1/health":
          return json({
            version: "embedded",
            name: "GoTrue",
            description: "GoTrue is a user registration and authentication API",
          });
        case "/auth/v1/verify": {
          if (request.method !== "GET") return undefined;
          const refusal = limits.check("verify", address, undefined);
          if (refusal !== undefined) return refusal;
          // lite is more generous, and what a link says was not written by us.
          url.searchParams.set("redirect_to", allowedRedirect(url.searchParams.get("redirect_to")) ?? config.url);
          return flows.redirect(
            url,
            (inner) => forward(new Request(inner, request), undefined, {}, null),
            (token) => sessions.translateToken(token, "otp", originOf(request, address)),
          );
        }
        default:
          return undefined;
      }
    },

    fetch(request, caller, address) {
      const { pathname, searchParams } = new URL(request.url);
      const work = answer(request, caller, address);
      const isEven = !config.test && concernsAccount(pathname.slice("/auth/v1".length), searchParams.get("grant_type"));
      return isEven ? inEvenTime(work, evenMs) : work;
    },

    async close() {
      await Promise.all([connection.close(), sql.end()]);
    },
  };
}

function originOf(request: Request, address: string): Origin {
  return { userAgent: request.headers.get("user-agent"), address: address === "" ? null : address };
}
