import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type IdentityProvider, startIdentityProvider } from "../helpers/identity-provider.ts";
import { required } from "../helpers/world.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import {
  callbackAddress,
  failureOf,
  notSetUp,
  personAt,
  redirect,
  sessionOf,
  signIn,
  site,
  visit,
} from "./oauth-support.ts";
import { environment, unique } from "./support.ts";

const needsOwn = describe.skipIf(environment.kind === "hosted");

needsOwn("signing in with accounts elsewhere", () => {
  let idp: IdentityProvider;
  let auth: OwnAuth;
  const pkce = () => auth.client("publishable", { flowType: "pkce" });
  const newEmail = (domain = "example.com") => `${unique("new")}@${domain}`;
  const person = (email: string, verified = true) => personAt(idp, email, verified);
  const usersOf = async (email: string) =>
    auth.db.sql<{ id: string; providers: string[] }[]>`
      select u.id, array(select i.provider from auth.identities i where i.user_id = u.id order by i.created_at) as providers
      from auth.users u where u.email = ${email}`;

  beforeAll(async () => {
    idp = await startIdentityProvider(callbackAddress);
    auth = await startOwnAuth({
      enable_manual_linking: true,
      external: {
        google: { client_id: idp.clientId, secret: idp.clientSecret, url: idp.issuer },
        github: notSetUp,
      },
    });
  });
  afterAll(() => idp.close());
  beforeEach(() => {
    idp.falsified = undefined;
  });

  test("the settings name what is switched on", async () => {
    const { external } = Object(await (await auth.request("/auth/v1/settings")).json());
    expect(external).toMatchObject({ google: true, github: false });
  });

  describe("Google", () => {
    test("makes an account and signs in, for the client that began alone", async () => {
      const email = newEmail();
      const supabase = pkce();
      const end = await signIn(auth, supabase, "google", { choice: person(email) });
      expect(end.origin + end.pathname).toBe(`${site}/signed-in`);
      const code = required(end.searchParams.get("code"));
      const stranger = pkce();
      await stranger.auth.signInWithOAuth({ provider: "google", options: { skipBrowserRedirect: true } });
      expect((await stranger.auth.exchangeCodeForSession(code)).error).toMatchObject({ code: "bad_code_verifier" });
      const { user, session } = await sessionOf(supabase, end);
      expect(user).toMatchObject({
        email,
        app_metadata: { provider: "google", providers: ["google"] },
        user_metadata: { full_name: "Ada Byron", email_verified: true },
        identities: [{ provider: "google", email }],
      });
      expect(user.email_confirmed_at).toBeTypeOf("string");
      expect(session.provider_token).toBeTypeOf("string");
      expect((await supabase.auth.exchangeCodeForSession(code)).error).not.toBeNull();
    });

    test("finds the account again, whatever its address is by then", async () => {
      const email = newEmail();
      const choice = person(email);
      const first = await sessionOf(...(await ended(choice)));
      idp.people.set(choice, { email: newEmail(), email_verified: true });
      const second = await sessionOf(...(await ended(choice)));
      expect(second.user.id).toBe(first.user.id);
      expect(second.user.email).toBe(email);
    });

    test("without PKCE the session itself comes back", async () => {
      const end = await signIn(auth, auth.client("publishable", { flowType: "implicit" }), "google", {
        choice: person(newEmail()),
      });
      const fragment = new URLSearchParams(end.hash.slice(1));
      expect((await auth.client().auth.getUser(required(fragment.get("access_token")))).error).toBeNull();
      expect(fragment.get("provider_token")).not.toBe("");
    });

    const ended = async (choice: string) => {
      const supabase = pkce();
      return [supabase, await signIn(auth, supabase, "google", { choice })] as const;
    };
  });

  describe("what a provider says is checked", () => {
    const expectFailure = (end: URL, failure: Readonly<Record<string, string>>) => {
      expect(failureOf(end)).toEqual(failure);
      expect(Object.fromEntries(new URLSearchParams(end.hash.slice(1)))).toEqual({ ...failure, sb: "" });
      expect(end.origin).toBe(site);
    };
    const untrusted = {
      error: "server_error",
      error_code: "unexpected_failure",
      error_description: "Error getting user profile from external provider",
    };

    test("a state serves once", async () => {
      const back = await visit(auth, pkce(), "google", { choice: person(newEmail()) });
      expect((await redirect(auth, back)).searchParams.has("code")).toBe(true);
      expect(failureOf(await redirect(auth, back))).toMatchObject({ error_code: "flow_state_already_used" });
    });

    test("a state serves once, also where signing in failed", async () => {
      const tamper = (url: URL) => url.searchParams.set("nonce", "another");
      const back = await visit(auth, pkce(), "google", { choice: person(newEmail()), tamper });
      expectFailure(await redirect(auth, back), untrusted);
      expect(failureOf(await redirect(auth, back))).toMatchObject({ error_code: "oauth_client_state_not_found" });
    });

    test.each([
      ["missing", null, "bad_oauth_callback"],
      ["no state at all", "state", "bad_oauth_state"],
      ["one that was never given out", crypto.randomUUID(), "bad_oauth_state"],
    ])("a state that is %s", async (_, state, code) => {
      const back = await visit(auth, pkce(), "google", { choice: person(newEmail()) });
      back.searchParams.delete("state");
      if (state !== null) back.searchParams.set("state", state);
      const end = await redirect(auth, back);
      expect(failureOf(end)).toMatchObject({ error: "invalid_request", error_code: code });
      expect(end.origin).toBe(site);
    });

    test("a state of somebody else leads to no account of theirs", async () => {
      const mine = await visit(auth, pkce(), "google", { choice: person(newEmail()) });
      const other = await visit(auth, pkce(), "google", { choice: person(newEmail()) });
      mine.searchParams.set("state", required(other.searchParams.get("state")));
      expect(failureOf(await redirect(auth, mine))).toMatchObject({ error: "server_error" });
    });

    test("a state that is too old", async () => {
      const back = await visit(auth, pkce(), "google", { choice: person(newEmail()) });
      await auth.db.sql`
        update auth.flow_state set created_at = now() - interval '6 minutes' where id = ${back.searchParams.get("state")}`;
      expect(failureOf(await redirect(auth, back))).toMatchObject({
        error_code: "bad_oauth_state",
        error_description: "OAuth state has expired",
      });
    });

    test.each([
      ["has expired", { claims: { exp: 1 } }],
      ["is for another client", { claims: { aud: "another" } }],
      ["is of another issuer", { claims: { iss: "https://accounts.example.com" } }],
      ["answers another visit", { claims: { nonce: "another" } }],
      ["is signed by somebody else", { claims: {}, isForged: true }],
    ])("an id_token that %s", async (_, falsified) => {
      const email = newEmail();
      idp.falsified = falsified;
      expectFailure(await signIn(auth, pkce(), "google", { choice: person(email) }), untrusted);
      expect(await usersOf(email)).toEqual([]);
      idp.falsified = { claims: {} };
      expect((await signIn(auth, pkce(), "google", { choice: person(email) })).searchParams.has("code")).toBe(true);
    });

    test("a code that nobody gave out", async () => {
      const back = await visit(auth, pkce(), "google", { choice: person(newEmail()) });
      back.searchParams.set("code", "invented");
      expect(failureOf(await redirect(auth, back))).toMatchObject({
        error_description: "Unable to exchange external code: inve",
      });
    });

    test("consent that was cancelled", async () => {
      expectFailure(await signIn(auth, pkce(), "google", { choice: "cancel" }), {
        error: "access_denied",
        error_description: "Somebody changed their mind",
      });
    });

    test("only pages of this site get an answer", async () => {
      const redirectTo = "https://elsewhere.example/take";
      const end = await signIn(auth, pkce(), "google", { choice: person(newEmail()), redirectTo });
      expect(end.origin).toBe(site);
    });

    test("a client cannot speak for this server", async () => {
      const query = "provider=google&redirect_uri=https://elsewhere.example&State=mine&nonce=mine&prompt=login";
      const target = await redirect(auth, new URL(`${site}/auth/v1/authorize?${query}`));
      expect(target.searchParams.get("redirect_uri")).toBe(callbackAddress);
      expect(target.searchParams.get("prompt")).toBe("login");
      expect(target.searchParams.get("nonce")).not.toBe("mine");
      expect(target.searchParams.has("State")).toBe(false);
    });
  });

  describe("addresses", () => {
    test("a proven one leads to the account that has it", async () => {
      const { id, email } = await auth.signedIn();
      const supabase = pkce();
      const end = await signIn(auth, supabase, "google", { choice: person(email.toUpperCase()) });
      expect((await sessionOf(supabase, end)).user.id).toBe(id);
      expect(await usersOf(email)).toEqual([{ id, providers: ["email", "google"] }]);
    });

    test("one that is not proven takes nothing over", async () => {
      const { id, email } = await auth.signedIn();
      const end = await signIn(auth, pkce(), "google", { choice: person(email, false) });
      expect(failureOf(end)).toMatchObject({ error: "access_denied", error_code: "provider_email_needs_verification" });
      expect(await usersOf(email)).toEqual([{ id, providers: ["email"] }]);
    });

    test("one that is not proven has to be confirmed by mail first", async () => {
      const email = newEmail();
      const end = await signIn(auth, pkce(), "google", { choice: person(email, false) });
      expect(failureOf(end)).toMatchObject({ error_code: "provider_email_needs_verification" });
      expect(auth.mailsTo(email)).toHaveLength(1);
      // Whoever follows the mail need not be who came from the provider: that way in is gone.
      const link = /https?:\/\/\S*(\/auth\/v1\/verify\S*)/.exec(required(auth.mailsTo(email)[0]).text)?.[1];
      expect((await auth.request(required(link), { redirect: "manual" })).status).toBe(303);
      expect(await usersOf(email)).toMatchObject([{ providers: [] }]);
      const again = await signIn(auth, pkce(), "google", { choice: person(email, false) });
      expect(failureOf(again)).toMatchObject({ error_code: "provider_email_needs_verification" });
    });

    test("password and sessions of somebody who never proved the address are gone once its owner comes", async () => {
      const { supabase: squatter, id, email, password } = await auth.signedIn();
      await auth.db.sql`update auth.users set email_confirmed_at = null where id = ${id}`;
      const supabase = pkce();
      await sessionOf(supabase, await signIn(auth, supabase, "google", { choice: person(email) }));
      const again = await auth.client().auth.signInWithPassword({ email, password });
      expect(again.error?.code).toBe("invalid_credentials");
      expect((await squatter.auth.refreshSession()).error?.code).toBe("refresh_token_not_found");
      expect((await supabase.auth.getUser()).error).toBeNull();
      expect(await usersOf(email)).toMatchObject([{ id, providers: ["google"] }]);
    });

    test("none at all", async () => {
      idp.people.set("nameless", { name: "Nobody" });
      expect(failureOf(await signIn(auth, pkce(), "google", { choice: "nameless" }))).toMatchObject({
        error_description: "Error getting user email from external provider",
      });
    });
  });
});
