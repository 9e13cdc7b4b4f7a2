import { json } from "../responses.ts";

/** A refusal of the auth API, in GoTrue's words. */
export class AuthFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** What GoTrue answers when the database refuses a statement: a trigger's words never leave the server. */
export class DatabaseFailure extends AuthFailure {
  constructor(message: string, cause: unknown) {
    super(500, "unexpected_failure", message);
    this.cause = cause;
  }
}

/** Field values that are missing or wrong. */
export function invalid(message: string): AuthFailure {
  return new AuthFailure(400, "validation_failed", message);
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
