import type { StackKeys } from "../keys.ts";
import { type CallerResult, identify, nobody } from "./caller.ts";
import { preflight, withCors } from "./cors.ts";
import type { Functions } from "./functions.ts";
import type { Health } from "./health.ts";
import { isOwnHost } from "./hosts.ts";
import type { LateApis } from "./late-apis.ts";
import type { Mailbox } from "./mail/mailbox.ts";
import { mailResponse } from "./mail/web.ts";
import type { GatewayMetrics } from "./metrics.ts";
import { authError, json } from "./responses.ts";
import type { StripeStandIn } from "./stripe.ts";
import type { Tokens } from "./tokens.ts";

export interface RouterParts {
  readonly keys: StackKeys;
  readonly tokens: Tokens;
  readonly apis: LateApis;
  readonly functions: Functions;
  /** Undefined where a real account of Stripe is used, or none is needed. */
  readonly stripe: StripeStandIn | undefined;
  readonly mailbox: Mailbox;
  readonly health: Health;
  readonly metrics: GatewayMetrics;
  /** What the outside world calls the gateway. */
  readonly url: string;
  readonly onError: (message: string, error: unknown) => void;
}

export type Service = "rest" | "auth" | "storage" | "functions" | "stripe" | "mail" | "health";

const prefixes: readonly (readonly [prefix: string, service: Service])[] = [
  ["/rest/v1", "rest"],
  ["/auth/v1", "auth"],
  ["/storage/v1", "storage"],
  ["/functions/v1", "functions"],
  ["/stripe", "stripe"],
  ["/mail", "mail"],
  ["/healthz", "health"],
  ["/readyz", "health"],
  ["/metrics", "health"],
];

/** How long a request waits for APIs that are still starting (ms). */
const apiWaitMs = 2_000;

/** Which part of the API a path belongs to; undefined = the website. */
export function serviceOf(path: string): Service | undefined {
  const found = prefixes.find(([prefix]) => path.startsWith(prefix));
  const next = found === undefined ? "" : (path[found[0].length] ?? "/");
  return next === "/" || next === "?" ? found?.[1] : undefined;
}

/** Everything the gateway answers itself, as one function from request to response. */
export function createRouter(parts: RouterParts): (request: Request) => Promise<Response> {
  const route = async (service: Service, request: Request): Promise<Response> => {
    if (service === "functions") return parts.functions.fetch(request);
    if (isForOwnHosts(request) && !isOwnHost(request.headers.get("host"), parts.url))
      return json({ message: "Not served under this host name" }, 403);
    if (service === "mail") return mailResponse(request, parts.mailbox);
    if (service === "health") return parts.health.fetch(request);
    if (service === "stripe") return parts.stripe?.fetch(request) ?? json({ message: "Not found" }, 404);
    const early = preflight(request);
    if (early !== undefined) return early;
    const apis = await parts.apis.get(apiWaitMs);
    if (apis === undefined)
      return json({ code: "PGRST001", message: "Database connection error. Retrying the connection." }, 503);
    if (service === "auth") {
      const open = await apis.auth.fetchPublic(request);
      if (open !== undefined) return open;
    }
    const result = await identify(request, parts.keys, parts.tokens);
    if (service === "storage") {
      // Public objects and signed links need no key; wrong credentials are refused all the same.
      if (!result.ok && result.reason !== "missing-key") return refusal(result, service);
      return apis.storage.fetch(request, result.ok ? result.caller : nobody);
    }
    if (!result.ok) return refusal(result, service);
    if (result.caller.key === "none")
      return refusal({ ok: false, reason: "missing-key", message: "No API key found in request" }, service);
    return service === "rest" ? apis.rest.fetch(request, result.caller) : apis.auth.fetch(request, result.caller);
  };

  return async (request) => {
    const service = serviceOf(new URL(request.url).pathname) ?? "health";
    const done = parts.metrics.start(service);
    const response = await route(service, request).catch((error: unknown) => {
      parts.onError("request failed", error);
      return json({ message: "Internal server error" }, 500);
    });
    done(response.status);
    discardRest(request);
    if (["functions", "stripe", "mail", "health"].includes(service)) return response;
    return withCors(response, service === "auth" ? { "cache-control": "no-store" } : {});
  };
}

/** The mail catcher, metrics and the stand-in for Stripe need no key: only the browser's own visits may see them, not pages from elsewhere. */
function isForOwnHosts(request: Request): boolean {
  return /^\/(?:mail|metrics|stripe)(?:\/|$)/.test(new URL(request.url).pathname);
}

/** A body nobody wanted is read to its end: a connection left in the middle of one would hang or fail the next request. */
function discardRest(request: Request): void {
  if (request.method === "GET" || request.method === "HEAD" || request.bodyUsed) return;
  const { body } = request;
  if (body !== null && !body.locked) body.pipeTo(new WritableStream()).catch(() => {});
}

function refusal(result: Extract<CallerResult, { ok: false }>, service: Service): Response {
  if (result.reason === "bad-token") {
    const { reason, message } = result.error;
    if (service === "auth") {
      const cause =
        reason === "expired"
          ? "token has invalid claims: token is expired"
          : `token is malformed or its signature is wrong: ${message}`;
      return authError(403, "bad_jwt", `invalid JWT: unable to parse or verify signature, ${cause}`);
    }
    if (service === "storage")
      return json(
        { statusCode: "403", error: "Unauthorized", message: reason === "expired" ? "jwt expired" : message },
        400,
      );
    const code = reason === "expired" ? "PGRST303" : "PGRST301";
    return json({ code, message, details: null, hint: null }, 401, {
      "www-authenticate": `Bearer error="invalid_token", error_description="${message}"`,
    });
  }
  const hint = {
    "missing-key": "No `apikey` request header or url param was found.",
    "invalid-key": "Double check your Supabase `anon` or `service_role` API key.",
    "secret-in-browser":
      "Secret API keys can only be used in a protected environment and should never be used in a browser. Delete this secret API key immediately.",
  }[result.reason];
  return json({ message: result.message, hint }, 401);
}
