import { z } from "zod";
import { json } from "../responses.ts";

interface FailureOptions extends ErrorOptions {
  /** Further fields of the answer. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A refusal of the auth API, in GoTrue's words. One with a cause is nobody's fault outside: the cause is logged. */
export class AuthFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, { details = {}, ...options }: FailureOptions = {}) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** What GoTrue answers when the database refuses a statement: a trigger's words never leave the server. */
export class DatabaseFailure extends AuthFailure {
  constructor(message: string, cause: unknown) {
    super(500, "unexpected_failure", message, { cause });
  }
}

/** Field values that are missing or wrong. */
export function invalid(message: string, options: ErrorOptions = {}): AuthFailure {
  return new AuthFailure(400, "validation_failed", message, options);
}

/** Another account has the address. */
export function emailExists(): AuthFailure {
  return new AuthFailure(422, "email_exists", "A user with this email address has already been registered");
}

const apiVersion = "2024-01-01";

/** The answer to a failure, in the form of the API version the client asked for (supabase-js asks for 2024-01-01). */
export function failureResponse(failure: AuthFailure, headers: Headers): Response {
  const { status, code, message, details } = failure;
  const isNew = (headers.get("x-supabase-api-version") ?? "") >= apiVersion;
  return isNew
    ? json({ code, message, ...details }, status, { "x-sb-error-code": code, "x-supabase-api-version": apiVersion })
    : json({ code: status, error_code: code, msg: message, ...details }, status, { "x-sb-error-code": code });
}

const Failed = z.object({ error_code: z.string(), msg: z.string() });

/** GoTrue's words for statuses, where a browser is sent on with an error. */
export const errorNames: Readonly<Record<number, string>> = {
  400: "invalid_request",
  401: "unauthorized_client",
  403: "access_denied",
  500: "server_error",
  503: "temporarily_unavailable",
};
const deniedCodes = new Set(["signup_disabled", "user_banned", "provider_email_needs_verification"]);

/** The name OAuth has for a failure. */
export function errorNameOf(status: number, code: string): string {
  return deniedCodes.has(code) ? "access_denied" : (errorNames[status] ?? "server_error");
}

/** What a browser gets that comes back from another provider: a failure is told to the site, in its query. */
export async function failureRedirect(response: Response, siteUrl: string): Promise<Response> {
  if (response.status < 400) return response;
  const failed = Failed.safeParse(await response.json()).data;
  const code = failed?.error_code ?? "unexpected_failure";
  const target = new URL(siteUrl);
  target.searchParams.set("error", errorNameOf(response.status, code));
  target.searchParams.set("error_code", code);
  target.searchParams.set("error_description", failed?.msg ?? "");
  return new Response(null, { status: 303, headers: { location: target.href } });
}
