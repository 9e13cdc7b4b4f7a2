import { describe, expect, it } from "vitest";
import { AppError } from "./errors.ts";
import { refusalOf, unwrap } from "./refusal.ts";

const refused = (code: string, details: string | null = null) => ({ code, message: "No.", details });

describe("what the database refuses", () => {
  it.each([
    ["HG401", null, { code: "unauthorized", status: 401 }],
    ["HG402", null, { code: "payment_required", status: 402 }],
    ["HG403", null, { code: "forbidden", status: 403 }],
    ["HG404", "page_slug", { code: "page_not_found", status: 404 }],
    ["HG404", "token", { code: "unknown_token", status: 404 }],
    ["HG411", "email", { code: "taken", status: 409, field: "email" }],
    ["HG412", null, { code: "conflict", status: 409 }],
    ["HG422", "events", { code: "invalid_input", status: 422, field: "events" }],
    ["HG422", null, { code: "invalid_input", status: 422, field: undefined }],
    ["HG422", "", { code: "invalid_input", status: 422, field: undefined }],
    ["HG429", "source", { code: "rate_limited", status: 429, retryAfter: 60, field: undefined }],
  ])("%s about %j", (code, details, expected) => {
    const refusal = refusalOf(refused(code, details));
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ ...expected, message: "No." });
  });

  it.each(["HG999", "42501", "PGRST301", ""])("%j is a fault of ours", (code) => {
    const error = refused(code);
    expect(refusalOf(error)).not.toBeInstanceOf(AppError);
    expect(refusalOf(error)).toMatchObject({ message: "No.", cause: error });
  });
});

it("an answer is its data, or throws its refusal", () => {
  expect(unwrap({ data: [1], error: null })).toEqual([1]);
  expect(unwrap({ data: null, error: null })).toBeNull();
  expect(() => unwrap({ data: null, error: refused("HG429") })).toThrow(AppError);
});
