import { describe, expect, it } from "vitest";
import { mailForm, mailProvider, mailValues, twilioForm, twilioProvider, twilioValues } from "./forms.ts";
import { readProviders } from "./providers.ts";

const row = { is_own: true, has_secrets: true, updated_at: "2026-11-21T00:00:00Z" };
const smtp = { host: "smtp.example.com", port: 465, secure: true, username: "us", from_address: "a@example.com" };
const nothing = readProviders([]);

function issues(values: Parameters<typeof mailProvider>[0], blocked: number[] = [], hasKey = false) {
  const { error } = mailForm(blocked, hasKey).safeParse(values);
  return error?.issues.map(({ path }) => path.join(".")) ?? [];
}

describe("mail settings", () => {
  it("begin with what is stored, without secrets, and keep those that are not entered", () => {
    const values = mailValues(readProviders([{ ...row, provider: "smtp", settings: smtp }]));
    expect(values).toMatchObject({ way: "smtp", host: "smtp.example.com", port: "465", password: "" });
    expect(mailProvider(values)).toEqual({
      provider: "smtp",
      settings: { ...smtp, from_name: "", reply_to: "" },
      secrets: null,
    });
    expect(mailProvider({ ...values, password: "hush" }).secrets).toEqual({ password: "hush" });
  });

  it("over the instance's server are a name and a reply address", () => {
    const values = { ...mailValues(nothing), from_name: "Northwind", reply_to: "help@example.com" };
    expect(issues(values)).toEqual([]);
    expect(mailProvider(values)).toEqual({
      provider: "sender",
      settings: { from_name: "Northwind", reply_to: "help@example.com" },
      secrets: null,
    });
  });

  it.each([
    ["no server", { way: "smtp" as const, from_address: "a@example.com" }, ["host"]],
    [
      "a port that is none",
      { way: "smtp" as const, from_address: "a@example.com", host: "h", port: "70000" },
      ["port"],
    ],
    ["a blocked port", { way: "smtp" as const, from_address: "a@example.com", host: "h", port: "587" }, ["port"]],
    ["no sender", { way: "smtp" as const, host: "h" }, ["from_address"]],
    ["no key", { way: "resend" as const, from_address: "a@example.com" }, ["api_key"]],
    ["a name that would break a header", { from_name: 'A" <b@c.d>' }, ["from_name"]],
    ["a wrong reply address", { reply_to: "nobody" }, ["reply_to"]],
  ])("refuse %s", (_, change, expected) => {
    expect(issues({ ...mailValues(nothing), ...change }, [25, 587])).toEqual(expected);
  });

  it("say what is public of the instance's", () => {
    const providers = readProviders([
      { ...row, is_own: false, provider: "smtp", settings: { from_address: "status@example.com" } },
    ]);
    expect(providers).toMatchObject({ smtp: null, shared: { fromAddress: "status@example.com", from: null } });
  });
});

describe("Twilio's settings", () => {
  const values = { ...twilioValues(nothing), account_sid: `AC${"0".repeat(32)}`, from: "+49 (151) 234-56789" };

  it("store numbers in one form", () => {
    expect(twilioProvider({ ...values, auth_token: "t" })).toEqual({
      provider: "twilio",
      settings: { account_sid: `AC${"0".repeat(32)}`, from: "+4915123456789" },
      secrets: { auth_token: "t" },
    });
  });

  it.each([
    ["without a token", values, false, ["auth_token"]],
    ["with one that is stored", values, true, []],
    ["with a sender name", { ...values, from: "Northwind" }, true, []],
    ["with a number without its country", { ...values, from: "0151" }, true, ["from"]],
    ["with a number for calls alone", { ...values, from: "", call_from: "+4915123456789" }, true, []],
    ["with a wrong account", { ...values, account_sid: "AC1" }, true, ["account_sid"]],
  ])("%s", (_, given, hasToken, expected) => {
    const { error } = twilioForm(hasToken).safeParse(given);
    expect(error?.issues.map(({ path }) => path.join(".")) ?? []).toEqual(expected);
  });
});
