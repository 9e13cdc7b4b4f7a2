import { describe, expect, test } from "vitest";
import { AppError, toAppError, unwrap, unwrapEmpty } from "./errors.ts";
import { sentence } from "./form-errors.ts";

test.each([
  [
    "a refusal names its field",
    { code: "HG410", message: "This address is taken.", details: "slug", hint: "Choose another one." },
    { kind: "refused", field: "slug", hint: "Choose another one." },
  ],
  [
    "no field is no field",
    { code: "HG429", message: "Too many tests.", details: "", hint: "" },
    { kind: "rate_limit", field: undefined, hint: undefined },
  ],
  [
    "a missing right",
    { code: "HG403", message: "You do not have permission to do this.", details: "", hint: "" },
    { kind: "forbidden" },
  ],
  [
    "PostgreSQL's own refusal",
    { code: "42501", message: "permission denied for table x", details: null, hint: null },
    { kind: "forbidden", message: "You do not have permission to do this." },
  ],
  [
    "a wrong pair",
    { code: "invalid_credentials", message: "Invalid login credentials", status: 400 },
    { kind: "refused", field: undefined },
  ],
  [
    "a weak password belongs to its field",
    { code: "weak_password", message: "…", status: 422 },
    { kind: "refused", field: "password" },
  ],
  ["too many attempts", { code: "over_request_rate_limit", message: "…", status: 429 }, { kind: "rate_limit" }],
  [
    "a mail to this address just now",
    {
      code: "over_email_send_rate_limit",
      message: "For security purposes, you can only request this after 9 seconds.",
      status: 429,
    },
    { kind: "rate_limit", message: "A mail was sent just now." },
  ],
  [
    "the mails of the whole project",
    { code: "over_email_send_rate_limit", message: "email rate limit exceeded", status: 429 },
    { kind: "rate_limit", hint: "Try again later." },
  ],
  [
    "a hook's refusal, which has no code, in the hook's words",
    { name: "AuthApiError", code: "unknown", message: "This domain signs in by SSO.", status: 403 },
    { kind: "forbidden", code: "", message: "This domain signs in by SSO." },
  ],
  ["another 403 without a code", { message: "Forbidden", status: 403 }, { kind: "server" }],
  ["any 429", { message: "slow down", status: 429 }, { kind: "rate_limit" }],
  ["no network in fetch", new TypeError("Failed to fetch"), { kind: "network" }],
  [
    "no network in PostgREST's words",
    { message: "TypeError: Failed to fetch", details: "", hint: "", code: "" },
    { kind: "network" },
  ],
  ["no network in Auth's words", { name: "AuthRetryableFetchError", message: "{}", status: 0 }, { kind: "network" }],
  [
    "a bug of Auth is none of the network",
    { name: "AuthRetryableFetchError", message: "Database error", status: 500 },
    { kind: "server" },
  ],
  [
    "a wrong code belongs to its field",
    { code: "mfa_verification_failed", message: "…", status: 422 },
    { kind: "refused", field: "code" },
  ],
  [
    "a bug elsewhere",
    { code: "XX000", message: "internal detail", details: null, hint: null },
    { kind: "server", message: "Something went wrong on the server." },
  ],
  ["nonsense", null, { kind: "server" }],
])("%s", (_name, error, expected) => {
  expect(toAppError(error)).toMatchObject(expected);
});

describe("unwrap", () => {
  test("hands on data, empty lists included", () => {
    expect(unwrap({ data: [], error: null })).toEqual([]);
    expect(unwrap({ data: 0, error: null })).toBe(0);
  });

  test("throws the error, with the request's id for those who look it up", () => {
    const answer = {
      data: null,
      error: { code: "HG404", message: "Nobody.", details: "email", hint: "", request_id: "r-1" },
    };
    expect(() => unwrap(answer)).toThrow(AppError);
    expect(sentence(toAppError(answer.error))).toBe("Nobody. (request r-1)");
  });

  test("no data is an error, unless none is expected", () => {
    expect(() => unwrap({ data: null, error: null })).toThrow("no data");
    expect(() => unwrapEmpty({ error: null })).not.toThrow();
  });
});
