import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, describe, expect, test, vi } from "vitest";
import { codeFor } from "./auth-support.ts";
import { client, database, environment, linkIn, mailTo, publishableKey, signedInUser, unique, url } from "./support.ts";

const needsMail = describe.skipIf(environment.mailUrl === undefined);
const needsDatabase = describe.skipIf(environment.databaseUrl === undefined);
const redirectTo = `${url}/welcome?from=mail`;

/** Follows a link of a mail without a browser. @returns where it leads */
async function open(link: string): Promise<URL> {
  const response = await fetch(link, { redirect: "manual" });
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "");
}

describe("tokens", () => {
  test("are ES256 with GoTrue's claims and verify against the JWKS", async () => {
    const { session, user, supabase } = await signedInUser({ metadata: { full_name: "Ada" } });
    const token = session.access_token;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "ES256", typ: "JWT", kid: expect.any(String) });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${url}/auth/v1/.well-known/jwks.json`)));
    expect(payload).toMatchObject({
      iss: `${url}/auth/v1`,
      sub: user.id,
      aud: "authenticated",
      email: user.email,
      phone: "",
      role: "authenticated",
      aal: "aal1",
      amr: [{ method: "password", timestamp: expect.any(Number) }],
      session_id: expect.any(String),
      app_metadata: { provider: "email", providers: ["email"] },
      user_metadata: { full_name: "Ada" },
      is_anonymous: false,
    });
    expect(payload.exp).toBe(session.expires_at);
    const claims = await supabase.auth.getClaims();
    expect(claims.error).toBeNull();
    expect(claims.data?.claims.sub).toBe(user.id);
  });

  test("JWKS holds public keys alone", async () => {
    const { keys } = (await (await fetch(`${url}/auth/v1/.well-known/jwks.json`)).json()) satisfies { keys: object[] };
    expect(keys).not.toHaveLength(0);
    for (const key of keys) expect(key).not.toHaveProperty("d");
  });

  test("getUser, refresh, rotation", async () => {
    const { supabase, user, session } = await signedInUser();
    expect((await supabase.auth.getUser()).data.user?.id).toBe(user.id);
    const { data, error } = await supabase.auth.refreshSession();
    expect(error).toBeNull();
    expect(data.session?.refresh_token).not.toBe(session.refresh_token);
    const before = decodeJwt(session.access_token);
    const after = decodeJwt(data.session?.access_token ?? "");
    expect(after).toMatchObject({ sub: before.sub, session_id: before["session_id"], amr: before["amr"] });
    expect(decodeProtectedHeader(data.session?.access_token ?? "").alg).toBe("ES256");
    for (const [refresh_token, code] of [
      ["aaaaaaaaaaaa", "refresh_token_not_found"],
      [crypto.randomUUID(), "validation_failed"],
    ] as const)
      expect((await client().auth.refreshSession({ refresh_token })).error?.code).toBe(code);
  });

  test("wrong passwords and unknown users look the same", async () => {
    const { email } = await signedInUser();
    for (const attempt of [
      { email, password: "wrong" },
      { email: `${unique("nobody")}@example.com`, password: "wrong" },
    ]) {
      const { error } = await client().auth.signInWithPassword(attempt);
      expect([error?.status, error?.code]).toEqual([400, "invalid_credentials"]);
    }
  });

  test("a broken token is refused", async () => {
    const { session } = await signedInUser();
    const { error } = await client().auth.getUser(`${session.access_token.slice(0, -6)}AAAAAA`);
    expect([error?.status, error?.code]).toEqual([403, "bad_jwt"]);
  });

  test("signing out elsewhere ends the other session; its token works until it expires", async () => {
    const { supabase, email, password } = await signedInUser();
    const other = client();
    const { data } = await other.auth.signInWithPassword({ email, password });
    expect((await supabase.auth.signOut({ scope: "others" })).error).toBeNull();
    expect((await other.auth.refreshSession()).error).not.toBeNull();
    const rest = await fetch(`${url}/rest/v1/no_such_table`, {
      headers: { apikey: publishableKey, authorization: `Bearer ${data.session?.access_token}` },
    });
    expect(rest.status).toBe(404);
    expect((await supabase.auth.getUser()).error).toBeNull();
  });

  test("update of metadata and password", async () => {
    const { supabase, email } = await signedInUser({ metadata: { a: 1 } });
    const { data, error } = await supabase.auth.updateUser({ data: { b: 2 }, password: "another-Password-1" });
    expect(error).toBeNull();
    expect(data.user?.user_metadata).toMatchObject({ a: 1, b: 2 });
    expect((await client().auth.signInWithPassword({ email, password: "another-Password-1" })).error).toBeNull();
  });
});

needsMail("mails (need the mail catcher)", () => {
  test("sign-up is confirmed by the mail's link, which leads to the client's page with ES256 tokens", async () => {
    const email = `${unique("signup")}@example.com`;
    const supabase = client();
    const { data, error } = await supabase.auth.signUp({
      email,
      password: "long-enough-1",
      options: { data: { full_name: "Grace" }, emailRedirectTo: redirectTo },
    });
    expect(error).toBeNull();
    expect(data.session).toBeNull();
    expect((await supabase.auth.signInWithPassword({ email, password: "long-enough-1" })).error?.code).toBe(
      "email_not_confirmed",
    );
    const target = await open(linkIn(await mailTo(email)));
    expect(target.href.split("#")[0]).toBe(redirectTo);
    const fragment = new URLSearchParams(target.hash.slice(1));
    expect(fragment.get("type")).toBe("signup");
    const token = fragment.get("access_token") ?? "";
    expect(decodeProtectedHeader(token).alg).toBe("ES256");
    expect(decodeJwt(token)).toMatchObject({
      email,
      user_metadata: { full_name: "Grace", email_verified: true },
      amr: [{ method: "otp" }],
    });
    const set = await supabase.auth.setSession({
      access_token: token,
      refresh_token: fragment.get("refresh_token") ?? "",
    });
    expect(set.data.user?.email).toBe(email);
  });

  test("PKCE: the link leads back with a code that only the client which asked can exchange", async () => {
    const email = `${unique("pkce")}@example.com`;
    const supabase = client(publishableKey, { flowType: "pkce" });
    await supabase.auth.signUp({ email, password: "long-enough-1", options: { emailRedirectTo: redirectTo } });
    const target = await open(linkIn(await mailTo(email)));
    const code = target.searchParams.get("code") ?? "";
    expect(target.searchParams.get("from")).toBe("mail");
    expect(target.hash).toBe("");
    const stranger = client(publishableKey, { flowType: "pkce" });
    expect((await stranger.auth.exchangeCodeForSession(code)).error).not.toBeNull();
    const { data, error } = await supabase.auth.exchangeCodeForSession(code);
    expect(error).toBeNull();
    expect(data.user?.email).toBe(email);
    expect(decodeProtectedHeader(data.session?.access_token ?? "").alg).toBe("ES256");
  });

  test("signing up twice reveals nothing", async () => {
    const { email } = await signedInUser();
    const known = await client().auth.signUp({ email, password: "long-enough-1" });
    expect(known.error).toBeNull();
    expect(known.data.user?.identities).toEqual([]);
    const unconfirmed = `${unique("twice")}@example.com`;
    await client().auth.signUp({ email: unconfirmed, password: "long-enough-1" });
    const first = await mailTo(unconfirmed);
    const again = await client().auth.signUp({ email: unconfirmed, password: "long-enough-2" });
    expect(again.error).toBeNull();
    expect(linkIn(await mailTo(unconfirmed, first.ID))).not.toBe(linkIn(first));
  });

  test("forgotten password", async () => {
    const { email } = await signedInUser();
    const supabase = client();
    expect((await supabase.auth.resetPasswordForEmail(email, { redirectTo })).error).toBeNull();
    const target = await open(linkIn(await mailTo(email)));
    const fragment = new URLSearchParams(target.hash.slice(1));
    expect(fragment.get("type")).toBe("recovery");
    await supabase.auth.setSession({
      access_token: fragment.get("access_token") ?? "",
      refresh_token: fragment.get("refresh_token") ?? "",
    });
    expect((await supabase.auth.updateUser({ password: "brand-new-Password-1" })).error).toBeNull();
    expect((await client().auth.signInWithPassword({ email, password: "brand-new-Password-1" })).error).toBeNull();
    const unknown = await client().auth.resetPasswordForEmail(`${unique("nobody")}@example.com`);
    expect(unknown.error).toBeNull();
  });

  test("a code instead of the link; a used or wrong link leads back with an error", async () => {
    const { email } = await signedInUser();
    const { code, link } = await codeFor({ type: "magiclink", email });
    const { data, error } = await client().auth.verifyOtp({ email, token: code, type: "email" });
    expect(error).toBeNull();
    expect(decodeJwt(data.session?.access_token ?? "")["amr"]).toMatchObject([{ method: "otp" }]);
    const target = await open(link);
    expect(new URLSearchParams(target.hash.slice(1)).get("error_code")).toBe("otp_expired");
  });

  test("links never lead to foreign sites", async () => {
    const { email } = await signedInUser();
    await client().auth.resetPasswordForEmail(email, { redirectTo: "https://evil.example/steal" });
    const target = await open(linkIn(await mailTo(email)));
    expect(target.host).toBe(new URL(url).host);
  });
});

needsDatabase("the schema auth (needs a database URL)", () => {
  const sql = database();
  afterAll(() => sql.end());

  test("metadata is JSON, and triggers can read it", async () => {
    const { user } = await signedInUser({ metadata: { full_name: "Ada" } });
    const [row] =
      (await sql`
      select raw_user_meta_data ->> 'full_name' as name, raw_app_meta_data ->> 'provider' as provider from auth.users where id = ${user.id}`) ??
      [];
    expect(row).toEqual({ name: "Ada", provider: "email" });
  });

  test("a user who signed up has JSON metadata, too", async () => {
    const email = `${unique("meta")}@example.com`;
    await client().auth.signUp({ email, password: "long-enough-1", options: { data: { full_name: "Ada" } } });
    const [row] =
      (await sql`select raw_user_meta_data ->> 'full_name' as name from auth.users where email = ${email}`) ?? [];
    expect(row).toEqual({ name: "Ada" });
  });

  test("plain delete works while sessions exist", async () => {
    const { user, supabase } = await signedInUser();
    await sql`delete from auth.users where id = ${user.id}`;
    await vi.waitFor(async () => expect((await supabase.auth.refreshSession()).error).not.toBeNull());
  });
});
