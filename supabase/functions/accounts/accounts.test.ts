import { describe, expect, it } from "vitest";
import { AppError } from "../_shared/edge/errors.ts";
import { type AccountsBackend, createAccounts } from "./accounts.ts";
import { createTxtResolver } from "./dns.ts";

const silent: AccountsBackend = {
  spendRecoveryCode: async (_, code) => (code === "GOOD" ? "used" : code === "MANY" ? "too_many" : "wrong"),
  allowAccount: async () => {},
  invite: async () => {},
  ssoDomains: async () => ["example.com"],
  proveDomain: async (_, records) => records.includes("heliograph-1"),
};

async function post(
  path: string,
  body: object,
  backend: Partial<AccountsBackend> = {},
  records: readonly string[] = [],
) {
  const handle = createAccounts({ backend: { ...silent, ...backend }, resolveTxt: async () => records, log: () => {} });
  const response = await handle(
    new Request(`https://x.example/functions/v1/accounts/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, body: await response.json() };
}

describe("a recovery code", () => {
  it.each([
    ["GOOD", 200, { recovered: true }],
    ["BAD", 422, { error: { code: "wrong_code", field: "code" } }],
    ["MANY", 429, { error: { code: "rate_limited" } }],
    ["", 422, { error: { code: "invalid_input" } }],
  ])("%j", async (code, status, body) => {
    expect(await post("recover", { code })).toMatchObject({ status, body });
  });

  it("is of no use without a session", async () => {
    const spendRecoveryCode = async () => {
      throw new AppError("unauthorized", 401, "Sign in first.");
    };
    expect(await post("recover", { code: "GOOD" }, { spendRecoveryCode })).toMatchObject({ status: 401 });
  });
});

describe("an account for somebody", () => {
  it("is invited at its address in small letters, once the database has allowed it", async () => {
    const calls: string[] = [];
    await post(
      "create",
      { email: " Mara@Example.com ", full_name: " Mara " },
      {
        allowAccount: async (_, email) => void calls.push(`allow ${email}`),
        invite: async (email, name) => void calls.push(`invite ${email} ${name}`),
      },
    );
    expect(calls).toEqual(["allow  Mara@Example.com ", "invite mara@example.com Mara"]);
  });

  it("is not made when the database refuses", async () => {
    const allowAccount = async () => {
      throw new AppError("forbidden", 403, "No.");
    };
    const invite = async () => {
      throw new Error("must not be called");
    };
    expect(await post("create", { email: "a@example.com" }, { allowAccount, invite })).toMatchObject({ status: 403 });
  });
});

describe("a domain", () => {
  it.each([
    [["v=spf1 -all", "heliograph-1"], true],
    [["heliograph-2"], false],
    [[], false],
  ])("with the records %j is proven: %s", async (records, isProven) => {
    expect(await post("prove-domain", { domain: "Example.com" }, {}, records)).toMatchObject({
      status: 200,
      body: { is_proven: isProven },
    });
  });

  it("that nobody added is not looked up", async () => {
    expect(await post("prove-domain", { domain: "other.example" })).toMatchObject({
      status: 404,
      body: { error: { code: "unknown_domain" } },
    });
  });
});

it("TXT records are read in pieces, and others are passed over", async () => {
  const asked: string[] = [];
  const resolve = createTxtResolver("https://dns.example/dns-query", async (url) => {
    asked.push(String(url));
    return Response.json({
      Status: 0,
      Answer: [
        { type: 5, data: "elsewhere.example." },
        { type: 16, data: '"heliograph-" "1"' },
      ],
    });
  });
  expect(await resolve("_heliograph-challenge.example.com")).toEqual(["heliograph-1"]);
  expect(asked).toEqual(["https://dns.example/dns-query?name=_heliograph-challenge.example.com&type=TXT"]);
  const failing = createTxtResolver("https://dns.example/dns-query", async () => new Response(null, { status: 502 }));
  await expect(failing("x.example")).rejects.toThrow("502");
});
