import { minPasswordCharacters } from "@heliograph/shared/domain/password.ts";

/** What went wrong with a request, in a form that a screen can show. */
export type ErrorKind =
  /** The server was not reached. */
  | "network"
  /** Too many requests. */
  | "rate_limit"
  /** The role or session lacks a right. */
  | "forbidden"
  /** The input was refused; `field` says which. */
  | "refused"
  /** A bug or an outage on the other side. */
  | "server";

export interface AppErrorDetails {
  kind: ErrorKind;
  /** SQLSTATE, GoTrue's error_code, or "". */
  code: string;
  /** A sentence for people: what happened. */
  message: string;
  /** A sentence for people: what to do. */
  hint?: string | undefined;
  /** Column or argument that the error belongs to. */
  field?: string | undefined;
  requestId?: string | undefined;
}

export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly requestId: string | undefined;

  constructor(details: AppErrorDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.kind = details.kind;
    this.code = details.code;
    this.hint = details.hint;
    this.field = details.field;
    this.requestId = details.requestId;
  }
}

/** An answer of PostgREST, Auth or Storage: data or an error, never both. */
interface Answer {
  data: unknown;
  error: unknown;
}

/**
 * The data of an answer.
 * @throws AppError for an answer with an error, or without data
 */
export function unwrap<A extends Answer>(answer: A): NonNullable<A["data"]> {
  if (answer.error !== null && answer.error !== undefined) throw toAppError(answer.error);
  const data: A["data"] = answer.data;
  if (data === null || data === undefined)
    throw new AppError({ kind: "server", code: "", message: "The server sent no data." });
  return data;
}

/** @throws AppError for an answer with an error; data may be missing */
export function unwrapEmpty(answer: { error: unknown }): void {
  if (answer.error !== null && answer.error !== undefined) throw toAppError(answer.error);
}

const network = "Heliograph cannot be reached. Check your connection and try again.";
const startedElsewhere = {
  kind: "refused",
  message: "The sign-in took too long or was started elsewhere.",
  hint: "Try again.",
} as const;
const sentences: Record<string, { kind: ErrorKind; message: string; hint?: string }> = {
  "23505": { kind: "refused", message: "This already exists." },
  "23514": { kind: "refused", message: "One of the values is not allowed." },
  "42501": { kind: "forbidden", message: "You do not have permission to do this." },
  PGRST116: { kind: "forbidden", message: "This does not exist, or your role may not change it." },
  PGRST301: { kind: "forbidden", message: "Your session has ended.", hint: "Sign in again." },
  PGRST303: { kind: "forbidden", message: "Your session has ended.", hint: "Sign in again." },
  invalid_credentials: { kind: "refused", message: "E-mail address and password do not match an account." },
  email_not_confirmed: { kind: "refused", message: "This address is not confirmed yet." },
  over_request_rate_limit: { kind: "rate_limit", message: "Too many attempts.", hint: "Wait a minute and try again." },
  over_email_send_rate_limit: { kind: "rate_limit", message: "A mail was sent just now.", hint: "Wait a minute." },
  over_project_mail_limit: {
    kind: "rate_limit",
    message: "No more mails can be sent at the moment.",
    hint: "Try again later.",
  },
  email_address_invalid: { kind: "refused", message: "Mail cannot be sent to this address.", hint: "Check it." },
  email_exists: {
    kind: "refused",
    message: "This address cannot be used for your account.",
    hint: "Choose another one.",
  },
  weak_password: {
    kind: "refused",
    message: `This password is too weak. Use at least ${minPasswordCharacters} characters.`,
  },
  same_password: { kind: "refused", message: "This is your current password. Choose another one." },
  otp_expired: { kind: "refused", message: "This link has expired or was used before.", hint: "Ask for a new one." },
  provider_email_needs_verification: {
    kind: "refused",
    message: "Your address is not confirmed where you signed in.",
    hint: "Confirm it there, or follow the link in the mail we sent to it; then sign in again.",
  },
  user_banned: { kind: "forbidden", message: "This account is suspended." },
  session_not_found: { kind: "forbidden", message: "Your session has ended.", hint: "Sign in again." },
  insufficient_aal: { kind: "forbidden", message: "Enter the code of your authenticator app first." },
  mfa_verification_failed: {
    kind: "refused",
    message: "This code is wrong or was used before.",
    hint: "Enter the one your app shows now.",
  },
  mfa_verification_rejected: {
    kind: "forbidden",
    message: "Too many wrong codes.",
    hint: "If they were not yours, somebody knows your password: choose a new one with “Forgot password”.",
  },
  mfa_challenge_expired: {
    kind: "refused",
    message: "That took too long.",
    hint: "Enter the code your app shows now.",
  },
  mfa_factor_not_found: {
    kind: "refused",
    message: "This second factor is no longer there.",
    hint: "Load the page again.",
  },
  reauthentication_needed: { kind: "refused", message: "Confirm with a code that it is you." },
  reauthentication_not_valid: { kind: "refused", message: "This code is wrong or has expired." },
  user_sso_managed: {
    kind: "forbidden",
    message: "Your account belongs to your organization's single sign-on.",
    hint: "Change this there.",
  },
  provider_disabled: { kind: "refused", message: "This way to sign in is switched off here." },
  sso_provider_not_found: { kind: "refused", message: "No single sign-on is set up for this address." },
  sso_provider_disabled: { kind: "refused", message: "Single sign-on is switched off for this address." },
  saml_provider_disabled: { kind: "refused", message: "Single sign-on is switched off here." },
  saml_idp_not_found: { kind: "refused", message: "Your identity provider is not registered here." },
  saml_relay_state_not_found: startedElsewhere,
  saml_relay_state_expired: startedElsewhere,
  saml_assertion_no_email: {
    kind: "refused",
    message: "Your identity provider did not name your address.",
    hint: "Ask whoever runs it.",
  },
  bad_oauth_state: startedElsewhere,
  flow_state_expired: { kind: "refused", message: "The sign-in took too long.", hint: "Try again." },
  signup_disabled: { kind: "forbidden", message: "Sign-up is switched off here." },
  captcha_failed: {
    kind: "refused",
    message: "The auth server asks for a CAPTCHA, which Heliograph does not show.",
    hint: "Its administrator has to switch that off.",
  },
};
const fieldsOfAuth: Record<string, string> = {
  weak_password: "password",
  same_password: "password",
  email_exists: "email",
  email_address_invalid: "email",
  mfa_verification_failed: "code",
  mfa_challenge_expired: "code",
  reauthentication_not_valid: "nonce",
};

/** Turns whatever a request threw or answered into one shape. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const raw = readRaw(error);
  const options = { cause: error };
  const requestId = raw.request_id;
  if (raw.isUnreachable) return new AppError({ kind: "network", code: "", message: network, requestId }, options);
  if (isHookRefusal(raw)) {
    return new AppError({ kind: "forbidden", code: "", message: raw.message, requestId }, options);
  }
  const code = codeOf(raw);
  // docs/error-codes.md: the message is a sentence, details the field, hint the way out.
  if (/^HG\d{3}$/.test(code)) {
    const details = { kind: kindOfCode(code), code, message: raw.message, requestId };
    return new AppError({ ...details, hint: raw.hint || undefined, field: raw.details || undefined }, options);
  }
  const known = sentences[code];
  if (known !== undefined) return new AppError({ ...known, code, field: fieldsOfAuth[code], requestId }, options);
  if (raw.status === 429) {
    const message = "Too many requests.";
    return new AppError(
      { kind: "rate_limit", code, message, hint: "Wait a minute and try again.", requestId },
      options,
    );
  }
  const message = "Something went wrong on the server.";
  return new AppError({ kind: "server", code, message, hint: "Try again in a moment.", requestId }, options);
}

/** The auth server's code, or ours where it has one code for two things. */
function codeOf({ code, message }: RawError): string {
  // Of the whole project; the same code says that this address was written to just now.
  if (code === "over_email_send_rate_limit" && /^email rate limit exceeded/i.test(message))
    return "over_project_mail_limit";
  return code;
}

/** Hooks of the auth server (who gets an account) refuse in sentences and without a code; auth-js fills in "unknown". */
function isHookRefusal({ name, code, status, message }: RawError): boolean {
  return name === "AuthApiError" && status === 403 && ["", "unknown"].includes(code) && message !== "";
}

function kindOfCode(code: string): ErrorKind {
  if (code === "HG401" || code === "HG403") return "forbidden";
  if (code === "HG429") return "rate_limit";
  return "refused";
}

interface RawError {
  name: string;
  code: string;
  message: string;
  details: string;
  hint: string;
  status: number | undefined;
  request_id: string | undefined;
  isUnreachable: boolean;
}

function readRaw(error: unknown): RawError {
  const source: object = typeof error === "object" && error !== null ? error : { message: String(error) };
  const text = (name: string): string => {
    const value: unknown = Reflect.get(source, name);
    return typeof value === "string" ? value : "";
  };
  const status: unknown = Reflect.get(source, "status");
  const code = text("code");
  const name = text("name");
  const message = text("message");
  const isFetchFailure = code === "" && /failed to fetch|fetch failed|networkerror|load failed/i.test(message);
  // The auth client gives its bugs (500) the name of what a retry may mend.
  const isRetryable = name === "AuthRetryableFetchError" && status !== 500;
  return {
    name,
    code,
    message,
    details: text("details"),
    hint: text("hint"),
    status: typeof status === "number" ? status : undefined,
    request_id: text("request_id") || undefined,
    isUnreachable: isFetchFailure || isRetryable || code === "20",
  };
}
