import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { codeFor, follow } from "./auth-support.ts";
import { client, environment, linkIn, mailTo, publishableKey, signedInUser, unique, url } from "./support.ts";

const needsMail = describe.skipIf(environment.mailUrl === undefined);
const newEmail = () => `${unique("new")}@example.com`;

needsMail("a new address (needs the mail catcher)", () => {
  async function change() {
    const person = await signedInUser();
    const next = newEmail();
    const { data, error } = await person.supabase.auth.updateUser({ email: next });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email: person.email, new_email: next });
    const [current, fresh] = [await mailTo(person.email), await mailTo(next)];
    return { ...person, next, current, fresh };
  }
  async function changeByCodes() {
    const person = await signedInUser();
    const both = { email: person.email, newEmail: newEmail() };
    const { code: currentCode } = await codeFor({ type: "email_change_current", ...both });
    const { code: freshCode } = await codeFor({ type: "email_change_new", ...both });
    return { ...person, next: both.newEmail, currentCode, freshCode };
  }
  const emailOf = async (person: { supabase: ReturnType<typeof client> }) =>
    (await person.supabase.auth.getUser()).data.user?.email;

  test.each([
    ["the old one first", true],
    ["the new one first", false],
  ])("counts when both addresses agreed: %s", async (_, isOldFirst) => {
    const person = await change();
    const links = [linkIn(person.current), linkIn(person.fresh)];
    const [first = "", second = ""] = isOldFirst ? links : links.toReversed();
    const half = await follow(first);
    expect(half.fragment.get("message")).toContain("other email");
    expect(half.fragment.get("access_token")).toBeNull();
    expect(await emailOf(person)).toBe(person.email);
    expect((await follow(first)).fragment.get("error_code")).toBe("otp_expired");
    const { fragment } = await follow(second);
    expect(fragment.get("type")).toBe("email_change");
    expect(decodeJwt(fragment.get("access_token") ?? "")["email"]).toBe(person.next);
    expect(await emailOf(person)).toBe(person.next);
    const { password } = person;
    expect((await client().auth.signInWithPassword({ email: person.next, password })).error).toBeNull();
    expect((await client().auth.signInWithPassword({ email: person.email, password })).error).not.toBeNull();
  });

  test("codes do the same", async () => {
    const { email, next, currentCode, freshCode } = await changeByCodes();
    const half = await client().auth.verifyOtp({ email, token: currentCode, type: "email_change" });
    expect([half.error, half.data.session]).toEqual([null, null]);
    const done = await client().auth.verifyOtp({ email: next, token: freshCode, type: "email_change" });
    expect(done.data.user?.email).toBe(next);
  });

  test("codes of somebody else, of another address, and of another kind are refused", async () => {
    const [one, two] = [await changeByCodes(), await changeByCodes()];
    for (const [email, token, type] of [
      [one.email, two.currentCode, "email_change"],
      [one.next, two.freshCode, "email_change"],
      [one.email, one.freshCode, "email_change"],
      [one.email, one.currentCode, "recovery"],
      [one.email, one.currentCode, "email"],
    ] as const) {
      const { error } = await client().auth.verifyOtp({ email, token, type });
      expect([error?.status, error?.code]).toEqual([403, "otp_expired"]);
    }
    expect(await emailOf(one)).toBe(one.email);
  });

  test("is asked for again with new codes", async () => {
    const person = await change();
    expect((await client().auth.resend({ type: "email_change", email: person.email })).error).toBeNull();
    const current = await mailTo(person.email, person.current.ID);
    expect((await follow(linkIn(person.current))).fragment.get("error_code")).toBe("otp_expired");
    expect((await follow(linkIn(current))).fragment.get("message")).toContain("other email");
  });

  test("that somebody else has is refused", async () => {
    const [one, two] = await Promise.all([signedInUser(), signedInUser()]);
    const { error } = await one.supabase.auth.updateUser({ email: two.email });
    expect(error).toMatchObject({ status: 422, code: "email_exists" });
  });
});

needsMail("signing in by mail (needs the mail catcher)", () => {
  test("an unknown address gets an account that is confirmed by the code alone", async () => {
    const email = newEmail();
    expect((await client().auth.signInWithOtp({ email, options: { data: { a: 1 } } })).error).toBeNull();
    const { code } = await codeFor({ type: "signup", email, password: unique("Password") });
    const wrong = code === "000000" ? "000001" : "000000";
    expect((await client().auth.verifyOtp({ email, token: wrong, type: "email" })).error?.code).toBe("otp_expired");
    const { data, error } = await client().auth.verifyOtp({ email, token: code, type: "email" });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email, user_metadata: { a: 1 }, email_confirmed_at: expect.any(String) });
    expect((await client().auth.verifyOtp({ email, token: code, type: "email" })).error?.code).toBe("otp_expired");
  });

  test("makes no account where that is not wanted", async () => {
    const { error } = await client().auth.signInWithOtp({ email: newEmail(), options: { shouldCreateUser: false } });
    expect(error).toMatchObject({ status: 422, code: "otp_disabled" });
  });
});

describe("signing out", () => {
  const threeSessions = async () => {
    const { supabase, email, password } = await signedInUser();
    const others = [client(), client()];
    for (const other of others) await other.auth.signInWithPassword({ email, password });
    const isOpen = async (one: typeof supabase) => (await one.auth.refreshSession()).error === null;
    return { supabase, others, isOpen };
  };

  test("global", async () => {
    const { supabase, others, isOpen } = await threeSessions();
    expect((await supabase.auth.signOut()).error).toBeNull();
    expect(await Promise.all(others.map(isOpen))).toEqual([false, false]);
  });

  test("local", async () => {
    const { supabase, others, isOpen } = await threeSessions();
    expect((await supabase.auth.signOut({ scope: "local" })).error).toBeNull();
    expect(await Promise.all(others.map(isOpen))).toEqual([true, true]);
  });

  test("others", async () => {
    const { supabase, others, isOpen } = await threeSessions();
    expect((await supabase.auth.signOut({ scope: "others" })).error).toBeNull();
    expect(await Promise.all(others.map(isOpen))).toEqual([false, false]);
    expect(await isOpen(supabase)).toBe(true);
  });

  test("a scope nobody knows", async () => {
    const { session } = await signedInUser();
    const headers = { apikey: publishableKey, authorization: `Bearer ${session.access_token}` };
    const response = await fetch(`${url}/auth/v1/logout?scope=everything`, { method: "POST", headers });
    expect(response.status).toBe(400);
  });
});

describe("passwords", () => {
  test("a new one ends the other sessions, and has to be new", async () => {
    const { supabase, email, password } = await signedInUser();
    const other = client();
    await other.auth.signInWithPassword({ email, password });
    expect((await supabase.auth.updateUser({ password })).error).toMatchObject({ status: 422, code: "same_password" });
    expect((await supabase.auth.updateUser({ password: "another-Password-1" })).error).toBeNull();
    expect((await other.auth.refreshSession()).error).not.toBeNull();
    expect((await supabase.auth.refreshSession()).error).toBeNull();
  });

  test("short ones come back with their reason", async () => {
    const { error } = await client().auth.signUp({ email: newEmail(), password: "abc" });
    expect(error).toMatchObject({ status: 422, code: "weak_password", reasons: ["length"] });
  });

  test("nobody changes who may do what", async () => {
    const { session } = await signedInUser();
    const headers = { apikey: publishableKey, authorization: `Bearer ${session.access_token}` };
    const body = JSON.stringify({ app_metadata: { role: "admin" } });
    const response = await fetch(`${url}/auth/v1/user`, { method: "PUT", headers, body });
    expect([response.status, await response.json()]).toMatchObject([403, { error_code: "not_admin" }]);
  });
});

test("settings say what is on", async () => {
  const response = await fetch(`${url}/auth/v1/settings`, { headers: { apikey: publishableKey } });
  expect(await response.json()).toMatchObject({
    external: { email: true, phone: false, anonymous_users: false },
    disable_signup: false,
    mailer_autoconfirm: false,
  });
});

test("errors have the form of the API version that was asked for", async () => {
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(`${url}/auth/v1/token?grant_type=password`, {
      method: "POST",
      headers: { apikey: publishableKey, ...headers },
      body: JSON.stringify({ email: newEmail(), password: "wrong" }),
    });
    return [response.headers.get("x-supabase-api-version"), await response.json()];
  };
  const message = "Invalid login credentials";
  expect(await ask({})).toEqual([null, { code: 400, error_code: "invalid_credentials", msg: message }]);
  expect(await ask({ "x-supabase-api-version": "2024-01-01" })).toEqual([
    "2024-01-01",
    { code: "invalid_credentials", message },
  ]);
});
