import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type IdentityProvider, startIdentityProvider } from "../helpers/identity-provider.ts";
import { required } from "../helpers/world.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { callbackAddress, failureOf, personAt, redirect, sessionOf, signIn, site } from "./oauth-support.ts";
import { environment, unique } from "./support.ts";

/** The hook's words to a provider that speaks for somebody else's address. */
const notItsOwn = "This identity provider does not speak for this address.";

describe.skipIf(environment.kind === "hosted")("identity providers of organizations", () => {
  let idp: IdentityProvider;
  let auth: OwnAuth;
  const name = () => `custom:${unique("idp").replace("_", "-")}` as const;
  const pkce = () => auth.client("publishable", { flowType: "pkce" });
  const providers = () => auth.client("secret").auth.admin.customProviders;
  const person = (email: string, verified = true) => personAt(idp, email, verified);
  const oidc = (identifier: `custom:${string}`) => ({
    provider_type: "oidc" as const,
    identifier,
    name: "Example",
    client_id: idp.clientId,
    client_secret: idp.clientSecret,
    issuer: idp.issuer,
    scopes: ["email", "profile"],
  });
  /** A provider that speaks for a proven domain. */
  const registered = async (organization: string | null = null) => {
    const identifier = name();
    const { error } = await providers().createProvider(oidc(identifier));
    if (error !== null) throw error;
    const domain = `${unique("corp").replace("_", "-")}.example`;
    await auth.db.sql`
      insert into private.sso_domains (domain, provider, organization_id, default_role, proven_at)
      values (${domain}, ${identifier}, ${organization}, 'editor', now())`;
    return { identifier, domain };
  };
  const users = (email: string) => auth.db.sql`select id from auth.users where email = ${email}`;

  beforeAll(async () => {
    idp = await startIdentityProvider(callbackAddress);
    auth = await startOwnAuth({ enable_manual_linking: true });
    await auth.signedIn("first@example.com");
  });
  afterAll(() => idp.close());

  describe("the admin API", () => {
    test("keeps the secret to itself", async () => {
      const identifier = name();
      const created = await providers().createProvider(oidc(identifier));
      expect(created.data).toMatchObject({
        identifier,
        scopes: ["openid", "email", "profile"],
        pkce_enabled: true,
        discovery_document: { issuer: idp.issuer, token_endpoint: `${idp.issuer}/token` },
      });
      const changed = await providers().updateProvider(identifier, { name: "Renamed", client_secret: "another" });
      expect(changed.data).toMatchObject({ name: "Renamed", client_id: idp.clientId });
      const listed = await providers().listProviders({ type: "oidc" });
      expect(listed.data?.providers.map((provider) => provider.identifier)).toContain(identifier);
      const rows = await auth.db.sql`select * from auth.custom_oauth_providers where identifier = ${identifier}`;
      const read = await providers().getProvider(identifier);
      for (const answer of [created, changed, listed, read, rows]) {
        expect(JSON.stringify(answer)).not.toContain(idp.clientSecret);
        expect(JSON.stringify(answer)).not.toContain('"another"');
      }
      expect((await providers().deleteProvider(identifier)).error).toBeNull();
      expect((await providers().getProvider(identifier)).error).toMatchObject({
        status: 404,
        code: "custom_provider_not_found",
      });
    });

    test("is for the secret key alone", async () => {
      const { supabase } = await auth.signedIn();
      const { customProviders } = supabase.auth.admin;
      expect((await customProviders.listProviders()).error).toMatchObject({ status: 403, code: "not_admin" });
      expect((await customProviders.createProvider(oidc(name()))).error).toMatchObject({ code: "not_admin" });
    });

    test.each([
      [{ identifier: "keycloak" }, "identifier must start with 'custom:' prefix, e.g. 'custom:keycloak'"],
      [{ client_secret: "" }, "client_secret is required"],
      [{ issuer: "" }, "issuer is required for OIDC providers"],
      [
        { authorization_params: { redirect_uri: "https://elsewhere.example" } },
        "reserved OAuth parameter: redirect_uri",
      ],
      [{ attribute_mapping: { email_verified: true } }, "protected system field: email_verified"],
      [{ issuer: "http://127.0.0.1:1" }, "OIDC discovery from"],
    ])("refuses %j", async (change, message) => {
      const { error } = await providers().createProvider({ ...oidc(name()), ...change });
      expect(error).toMatchObject({ status: 400, code: "validation_failed" });
      expect(error?.message).toContain(message);
    });

    test("another server may not stand in for the issuer", async () => {
      const discovery_url = `${idp.issuer}/.well-known/openid-configuration`;
      const issuer = "https://accounts.example.com";
      const { error } = await providers().createProvider({ ...oidc(name()), issuer, discovery_url });
      expect(error?.message).toContain("issuer mismatch");
    });
  });

  describe("people of a proven domain", () => {
    const corp = async () => {
      const [organization] = await auth.db.sql<{ id: string }[]>`
        insert into public.organizations (name, slug) values ('Corp', ${unique("corp").replace("_", "-")}) returning id`;
      const { id } = required(organization);
      return { ...(await registered(id)), members: () => membersOf(id) };
    };
    const membersOf = (id: string) => auth.db.sql`
      select u.email, m.role from public.members m join auth.users u on u.id = m.user_id where m.organization_id = ${id}`;

    test("are members from their first sign-in", async () => {
      const { identifier, domain, members } = await corp();
      const email = `ada@${domain}`;
      const supabase = pkce();
      const { user } = await sessionOf(supabase, await signIn(auth, supabase, identifier, { choice: person(email) }));
      expect(user).toMatchObject({ email, app_metadata: { provider: identifier, providers: [identifier] } });
      expect(await members()).toEqual([{ email, role: "editor" }]);
    });

    test("whose address the provider has not verified are members once they confirm it", async () => {
      const { identifier, domain, members } = await corp();
      const email = `ada@${domain}`;
      const end = await signIn(auth, pkce(), identifier, { choice: person(email, false) });
      expect(failureOf(end)).toMatchObject({ error_code: "provider_email_needs_verification" });
      expect(await members()).toEqual([]);
      const [mail] = auth.mailsTo(email);
      const link = new URL(required(/https?:\/\/\S*\/auth\/v1\/verify\S*/.exec(mail?.text ?? "")?.[0]));
      await redirect(auth, link);
      expect(await members()).toEqual([{ email, role: "editor" }]);
    });
  });

  test("a provider without OpenID is asked at its own addresses", async () => {
    const identifier = name();
    const domain = `${unique("plain").replace("_", "-")}.example`;
    const { error } = await providers().createProvider({
      provider_type: "oauth2",
      identifier,
      name: "Plain",
      client_id: idp.clientId,
      client_secret: idp.clientSecret,
      authorization_url: `${idp.issuer}/auth`,
      token_url: `${idp.issuer}/token`,
      userinfo_url: `${idp.issuer}/me`,
      scopes: ["openid", "email", "profile"],
      attribute_mapping: { nickname: "name" },
      custom_claims_allowlist: ["email_verified"],
    });
    expect(error).toBeNull();
    await auth.db.sql`
      insert into private.sso_domains (domain, provider, proven_at) values (${domain}, ${identifier}, now())`;
    const supabase = pkce();
    const choice = person(`ada@${domain}`);
    const { user } = await sessionOf(supabase, await signIn(auth, supabase, identifier, { choice }));
    expect(user.user_metadata).toMatchObject({ nickname: "Ada Byron", custom_claims: { email_verified: true } });
  });

  test("one that is switched off, or was never there, signs nobody in", async () => {
    const { identifier } = await registered();
    const ask = (provider: string) => auth.request(`/auth/v1/authorize?provider=${provider}`);
    await providers().updateProvider(identifier, { enabled: false });
    for (const provider of [identifier, "custom:nobody", "google", "toaster"]) {
      const response = await ask(provider);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error_code: "validation_failed",
        msg: expect.stringMatching(/^Unsupported provider: /),
      });
    }
  });

  describe("a provider speaks for its own domains only", () => {
    test("it makes no account of another domain", async () => {
      const { identifier } = await registered();
      const email = `${unique("victim")}@elsewhere.example`;
      const end = await signIn(auth, pkce(), identifier, { choice: person(email) });
      expect(failureOf(end)).toMatchObject({ error: "access_denied", error_description: notItsOwn });
      expect(end.searchParams.has("code")).toBe(false);
      expect(await users(email)).toEqual([]);
    });

    test("it does not come into an account of another domain", async () => {
      const { identifier } = await registered();
      const { id, email } = await auth.signedIn();
      const end = await signIn(auth, pkce(), identifier, { choice: person(email) });
      expect(failureOf(end)).toMatchObject({ error: "server_error" });
      expect(await auth.db.sql`select provider from auth.identities where user_id = ${id}`).toEqual([
        { provider: "email" },
      ]);
    });

    test("nor by an identity whose address it changes afterwards", async () => {
      const { identifier, domain } = await registered();
      const { email } = await auth.signedIn();
      const choice = person(`mallory@${domain}`);
      const supabase = pkce();
      await sessionOf(supabase, await signIn(auth, supabase, identifier, { choice }));
      idp.people.set(choice, { email, email_verified: true });
      expect(failureOf(await signIn(auth, pkce(), identifier, { choice }))).toMatchObject({ error: "server_error" });
    });

    test("without its domain it signs nobody in any more", async () => {
      const { identifier, domain } = await registered();
      const choice = person(`ada@${domain}`);
      const supabase = pkce();
      await sessionOf(supabase, await signIn(auth, supabase, identifier, { choice }));
      await auth.db.sql`delete from private.sso_domains where domain = ${domain}`;
      expect(failureOf(await signIn(auth, pkce(), identifier, { choice }))).toMatchObject({ error: "server_error" });
    });
  });

  test("an enterprise takes people of its domains, and nobody else", async () => {
    const { identifier, domain } = await registered();
    const { identifier: other } = await registered();
    await auth.db.sql`update private.instance set mode = 'enterprise'`;
    const supabase = pkce();
    const end = await signIn(auth, supabase, identifier, { choice: person(`ada@${domain}`) });
    expect((await sessionOf(supabase, end)).user.email).toBe(`ada@${domain}`);
    const email = `grace@${domain}`;
    const refused = await signIn(auth, pkce(), other, { choice: person(email) });
    expect(failureOf(refused)).toMatchObject({
      error: "access_denied",
      error_description: notItsOwn,
    });
    expect(refused.origin).toBe(site);
    expect(await users(email)).toEqual([]);
  });
});
