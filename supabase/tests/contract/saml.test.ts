import type { SupabaseClient } from "@supabase/supabase-js";
import { beforeAll, describe, expect, test } from "vitest";
import { fetchMetadata } from "../../local/gateway/auth/saml/fetch-metadata.ts";
import { encode, isSignedBy, readRequest, type Statement, TestIdp } from "../helpers/saml-idp.ts";
import { makeOrganization, required } from "../helpers/world.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { environment, unique } from "./support.ts";

const providersPath = "/auth/v1/admin/sso/providers";
const callback = "http://auth.test/auth/callback?for=provider";
const invalidAssertion = { error: "invalid_request", error_code: "validation_failed" };
/** What the hook refuses. */
const foreign = {
  error: "access_denied",
  error_description: "This identity provider does not speak for this address.",
};

interface Connection {
  readonly auth: OwnAuth;
  readonly idp: TestIdp;
  readonly id: string;
  readonly domain: string;
}

async function administer(auth: OwnAuth, method: string, path: string, fields?: object) {
  const response = await auth.request(path, {
    method,
    headers: { apikey: auth.secretKey, "content-type": "application/json" },
    ...(fields !== undefined && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, body: await response.json() };
}

/** An identity provider, registered for a domain that its organization has proven. */
async function connect(
  auth: OwnAuth,
  { isProven = true, fields = {} }: { isProven?: boolean; fields?: object } = {},
): Promise<Connection & { organizationId: string }> {
  const idp = new TestIdp();
  const domain = `${unique("acme").replaceAll("_", "-")}.example`;
  const created = await administer(auth, "POST", providersPath, {
    type: "saml",
    metadata_xml: idp.metadata,
    domains: [domain],
    ...fields,
  });
  expect(created.status).toBe(201);
  const { id } = created.body;
  const organizationId = await makeOrganization(auth.db, await auth.db.createUser());
  await auth.db.sql`
    insert into private.sso_domains (domain, provider, organization_id, default_role, proven_at)
    values (${domain}, ${`sso:${id}`}, ${organizationId}, 'operator', ${isProven ? new Date() : null})`;
  return { auth, idp, id, domain, organizationId };
}

async function begin({ auth, domain }: Pick<Connection, "auth" | "domain">) {
  const client = auth.client("publishable", { flowType: "pkce" });
  const { data, error } = await client.auth.signInWithSSO({ domain, options: { redirectTo: callback } });
  if (error !== null) throw error;
  return { client, url: data.url, request: readRequest(data.url) };
}

/** The browser brings an answer. @returns where it is sent on to */
async function bring(auth: OwnAuth, response: string, relayState?: string): Promise<URL> {
  const body = new URLSearchParams({
    SAMLResponse: response,
    ...(relayState !== undefined && { RelayState: relayState }),
  });
  const answer = await auth.request("/auth/v1/sso/saml/acs", { method: "POST", body });
  return new URL(answer.headers.get("location") ?? "");
}

const told = (target: URL) => Object.fromEntries(target.searchParams);

/** Signs in as the application does. */
async function signIn(connection: Connection, statement: Statement): Promise<SupabaseClient> {
  const { client, request } = await begin(connection);
  const target = await bring(connection.auth, connection.idp.respond(request, statement), request.relayState);
  expect(target.href).toMatch(/^http:\/\/auth\.test\/auth\/callback\?for=provider&code=[0-9a-f-]{36}$/);
  const { error } = await client.auth.exchangeCodeForSession(required(target.searchParams.get("code") ?? undefined));
  expect(error).toBeNull();
  return client;
}

async function accounts(auth: OwnAuth, email: string): Promise<number> {
  return (await auth.db.sql`select 1 from auth.users where email = ${email}`).length;
}

describe.skipIf(environment.kind === "hosted")("signing in by SAML", () => {
  let auth: OwnAuth;
  let acme: Connection & { organizationId: string };
  beforeAll(async () => {
    auth = await startOwnAuth({});
    await auth.signedIn("first@example.com");
    acme = await connect(auth, {
      fields: { attribute_mapping: { keys: { name: { name: "displayName" }, team: { name: "team", array: true } } } },
    });
  });

  test("an address of the domain becomes a member in the domain's role, and stays the same account", async () => {
    const email = `mara@${acme.domain}`;
    const statement = { subject: "mara", email, attributes: { displayName: "Mara Lindqvist", team: "Ops" } };
    const client = await signIn(acme, statement);
    const { data } = await client.auth.getUser();
    const provider = `sso:${acme.id}`;
    expect(data.user).toMatchObject({
      email,
      email_confirmed_at: expect.any(String),
      app_metadata: { provider, providers: [provider] },
      user_metadata: { name: "Mara Lindqvist", iss: acme.idp.entityId, sub: "mara", custom_claims: { team: ["Ops"] } },
      identities: [{ provider, id: "mara", identity_data: { email, email_verified: true } }],
    });
    const id = required(data.user ?? undefined).id;
    const [row] = await auth.db.sql`
      select u.is_sso_user, m.role, m.organization_id from auth.users u join public.members m on m.user_id = u.id where u.id = ${id}`;
    expect(row).toEqual({ is_sso_user: true, role: "operator", organization_id: acme.organizationId });
    const claims = await client.auth.getClaims();
    expect(claims.data?.claims).toMatchObject({ amr: [{ method: "sso/saml", provider: acme.id }] });

    const again = await signIn(acme, { ...statement, attributes: { displayName: "Mara L." } });
    const { data: later } = await again.auth.getUser();
    expect(later.user).toMatchObject({ id, user_metadata: { name: "Mara L." } });
    expect(await accounts(auth, email)).toBe(1);
  });

  test("the request is signed, and answers to the metadata", async () => {
    const { url, request } = await begin(acme);
    const metadata = await (await auth.request("/auth/v1/sso/saml/metadata")).text();
    expect(isSignedBy(url, metadata)).toBe(true);
    expect(url.startsWith(`${acme.idp.ssoUrl}?`)).toBe(true);
    expect(request.acsUrl).toBe("http://auth.test/auth/v1/sso/saml/acs");
    expect(metadata).toContain(`Location="${request.acsUrl}"`);
    expect(metadata).toContain(`entityID="${request.issuer}"`);
  });

  test("an account with a password and the same address stays another one", async () => {
    const email = `both@${acme.domain}`;
    const own = await auth.signedIn(email);
    const client = await signIn(acme, { subject: "both", email });
    const { data } = await client.auth.getUser();
    expect(data.user?.id).not.toBe(own.id);
    expect(await accounts(auth, email)).toBe(2);
  });

  test("by provider instead of domain, without PKCE: the session is in the fragment", async () => {
    const client = auth.client();
    const { data } = await client.auth.signInWithSSO({ providerId: acme.id, options: { redirectTo: callback } });
    const request = readRequest(required(data ?? undefined).url);
    const email = `fragment@${acme.domain}`;
    const target = await bring(auth, acme.idp.respond(request, { subject: "fragment", email }), request.relayState);
    const session = new URLSearchParams(target.hash.slice(1));
    const { data: found } = await client.auth.getUser(session.get("access_token") ?? "");
    expect(found.user?.email).toBe(email);
  });

  test("the identity provider begins; its answer counts once", async () => {
    const email = `tile@${acme.domain}`;
    const request = {
      id: "",
      issuer: "http://auth.test/auth/v1/sso/saml/metadata",
      acsUrl: "http://auth.test/auth/v1/sso/saml/acs",
    };
    const response = acme.idp.respond(request, { subject: "tile", email, inResponseTo: null });
    const target = await bring(auth, response, "https://elsewhere.example/");
    expect(target.origin).toBe("http://auth.test");
    expect(target.hash).toContain("access_token=");
    expect(told(await bring(auth, response))).toMatchObject(invalidAssertion);
    // The answer to a request is of no use without it.
    const { request: asked } = await begin(acme);
    expect(told(await bring(auth, acme.idp.respond(asked, { subject: "tile", email })))).toMatchObject(
      invalidAssertion,
    );
  });

  test("the answer to a request counts once", async () => {
    const { request } = await begin(acme);
    const response = acme.idp.respond(request, { subject: "once", email: `once@${acme.domain}` });
    expect((await bring(auth, response, request.relayState)).searchParams.has("code")).toBe(true);
    const again = { error_code: "saml_relay_state_not_found" };
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(again);
  });

  const wrong: readonly (readonly [string, Partial<Statement>])[] = [
    ["unsigned", { unsigned: true }],
    ["meant for another audience", { audience: "https://other.example" }],
    ["meant for another address", { recipient: "https://other.example/acs" }],
    ["sent to another address", { destination: "https://other.example/acs" }],
    ["to another request", { inResponseTo: "id-of-another" }],
    ["to another request inside than outside", { inResponseTo: "id-of-another", outerInResponseTo: "" }],
    ["to no request", { inResponseTo: null }],
    ["of another issuer", { issuer: "https://other.example" }],
    ["expired", { age: 600_000 }],
    ["of the future", { age: -600_000 }],
    ["no success", { status: "Responder" }],
  ];
  test.each(wrong)("an answer that is %s is refused", async (name, change) => {
    const { request } = await begin(acme);
    const email = `${name.replaceAll(" ", "-")}@${acme.domain}`;
    const outer = change.outerInResponseTo === "" ? { outerInResponseTo: request.id } : {};
    const response = acme.idp.respond(request, { subject: name, email, ...change, ...outer });
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(invalidAssertion);
    expect(await accounts(auth, email)).toBe(0);
  });

  test("an answer signed by somebody else is refused", async () => {
    const { request } = await begin(acme);
    const impostor = new TestIdp(acme.idp.entityId);
    const response = impostor.respond(request, { subject: "mallory", email: `mallory@${acme.domain}` });
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(invalidAssertion);
  });

  const evil = `evil@`;
  const forgeries: readonly (readonly [string, (signed: string, forged: string) => string])[] = [
    ["changed", (signed) => signed.replaceAll("mallory@", evil)],
    [
      "with a second assertion before",
      (signed, forged) => signed.replace("<saml:Assertion", `${forged}<saml:Assertion`),
    ],
    [
      "with a second assertion behind",
      (signed, forged) => signed.replace("</samlp:Response>", `${forged}</samlp:Response>`),
    ],
    [
      "wrapped into an extension",
      (signed, forged) =>
        signed.replace(
          /<saml:Assertion.*<\/saml:Assertion>/s,
          (real) => `<samlp:Extensions>${real}</samlp:Extensions>${forged}`,
        ),
    ],
    [
      "wrapped into the forgery's own signature",
      (signed, forged) =>
        signed.replace(/<saml:Assertion.*<\/saml:Assertion>/s, (real) => {
          const signature = required(/<ds:Signature.*<\/ds:Signature>/s.exec(real)?.[0]);
          const object = signature.replace("</ds:Signature>", `<ds:Object>${real}</ds:Object></ds:Signature>`);
          return forged.replace("</saml:Issuer>", `</saml:Issuer>${object}`);
        }),
    ],
    ["with a document type", (signed) => `<!DOCTYPE a [<!ENTITY b "c">]>${signed}`],
  ];
  test.each(forgeries)("a signed answer that is %s is refused", async (_, forge) => {
    const { request } = await begin(acme);
    const statement = { subject: "mallory", email: `mallory@${acme.domain}` };
    const written = acme.idp.write(request, statement);
    const own = required(/<saml:Assertion.*<\/saml:Assertion>/s.exec(written)?.[0]);
    const forged = own.replaceAll("mallory", "evil");
    const response = encode(forge(acme.idp.sign(written), forged));
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(invalidAssertion);
    expect(await accounts(auth, `${evil}${acme.domain}`)).toBe(0);
  });

  test("a comment does not cut an address short", async () => {
    const { request } = await begin(acme);
    const email = `cut@${acme.domain}<!-- -->.other.example`;
    const response = acme.idp.respond(request, { subject: "cut", email });
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(foreign);
    expect(await accounts(auth, `cut@${acme.domain}`)).toBe(0);
  });

  test("an address of a domain of others is refused", async () => {
    const other = await connect(auth);
    const { request } = await begin(acme);
    const email = `victim@${other.domain}`;
    const target = await bring(auth, acme.idp.respond(request, { subject: "victim", email }), request.relayState);
    expect(told(target)).toMatchObject(foreign);
    expect(await accounts(auth, email)).toBe(0);
  });

  test("a domain that is not proven lets nobody in", async () => {
    const unproven = await connect(auth, { isProven: false });
    const { request } = await begin(unproven);
    const email = `early@${unproven.domain}`;
    const target = await bring(auth, unproven.idp.respond(request, { subject: "early", email }), request.relayState);
    expect(told(target)).toMatchObject(foreign);
    expect(await accounts(auth, email)).toBe(0);
  });

  test("an answer that names no address, or nobody for good, is refused", async () => {
    const first = (await begin(acme)).request;
    expect(told(await bring(auth, acme.idp.respond(first, { subject: "nameless" }), first.relayState))).toMatchObject({
      error_code: "saml_assertion_no_email",
    });
    const { request } = await begin(acme);
    const nameIdFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    const passing = acme.idp.respond(request, { subject: "t", email: `t@${acme.domain}`, nameIdFormat });
    expect(told(await bring(auth, passing, request.relayState))).toMatchObject({
      error_code: "saml_assertion_no_user_id",
    });
  });

  test("a request waits two minutes, and a locked account is told", async () => {
    const { request } = await begin(acme);
    await auth.db
      .sql`update auth.saml_relay_states set created_at = now() - interval '3 minutes' where id = ${request.relayState}`;
    const response = acme.idp.respond(request, { subject: "late", email: `late@${acme.domain}` });
    const expired = { error: "server_error", error_code: "saml_relay_state_expired" };
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(expired);

    const statement = { subject: "locked", email: `locked@${acme.domain}` };
    await signIn(acme, statement);
    await auth.db.sql`update auth.users set banned_until = now() + interval '1 day' where email = ${statement.email}`;
    const { request: next } = await begin(acme);
    const target = await bring(auth, acme.idp.respond(next, statement), next.relayState);
    expect(told(target)).toMatchObject({ error: "access_denied", error_code: "user_banned" });
  });

  test("metadata that cannot be fetched anew holds on", async () => {
    await auth.db.sql`
      update auth.saml_providers set metadata_url = 'https://127.0.0.1:1/metadata', updated_at = now() - interval '2 days'
      where sso_provider_id = ${acme.id}`;
    await signIn(acme, { subject: "steady", email: `steady@${acme.domain}` });
  });

  test("what is not asked rightly has GoTrue's error", async () => {
    const { error } = await auth.client().auth.signInWithSSO({ domain: "unknown.example" });
    expect(error).toMatchObject({ status: 404, code: "sso_provider_not_found" });
    const neither = await auth.request("/auth/v1/sso", { method: "POST", body: "{}" });
    expect([neither.status, await neither.json()]).toMatchObject([400, { error_code: "validation_failed" }]);
    expect(told(await bring(auth, "", "no state"))).toMatchObject(invalidAssertion);
    const stranger = new TestIdp().respond({ id: "", issuer: "", acsUrl: "" }, { subject: "x", inResponseTo: null });
    expect(told(await bring(auth, stranger))).toMatchObject({ error_code: "saml_idp_not_found" });
  });
});

describe.skipIf(environment.kind === "hosted")("without the hook", () => {
  test("the trigger refuses an address of others all the same", async () => {
    const off = { enabled: false, uri: "" };
    const auth = await startOwnAuth({
      hook: { before_user_created: off, password_verification_attempt: off, mfa_verification_attempt: off },
    });
    await auth.signedIn("first@example.com");
    const acme = await connect(auth);
    const { request } = await begin(acme);
    const email = `${unique("victim")}@elsewhere.example`;
    const target = await bring(auth, acme.idp.respond(request, { subject: "victim", email }), request.relayState);
    const refused = { error: "server_error", error_description: "Database error saving new user" };
    expect(told(target)).toMatchObject(refused);
    expect(await accounts(auth, email)).toBe(0);
  });
});

describe.skipIf(environment.kind === "hosted")("enterprise", () => {
  test("a proven domain lets in while sign-up is closed; any other address is refused", async () => {
    const auth = await startOwnAuth({});
    await auth.signedIn("first@example.com");
    const acme = await connect(auth);
    await auth.db.sql`update private.instance set mode = 'enterprise'`;
    await signIn(acme, { subject: "mara", email: `mara@${acme.domain}` });
    const { request } = await begin(acme);
    const email = `${unique("mara")}@elsewhere.example`;
    const target = await bring(auth, acme.idp.respond(request, { subject: "other", email }), request.relayState);
    expect(told(target)).toMatchObject(foreign);
    expect(await accounts(auth, email)).toBe(0);
  });
});

describe.skipIf(environment.kind === "hosted")("registering identity providers", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({});
    await auth.signedIn("first@example.com");
  });

  test("a provider is read, changed and removed; then nobody signs in by it", async () => {
    const acme = await connect(auth);
    const path = `${providersPath}/${acme.id}`;
    const read = await administer(auth, "GET", path);
    expect(read.body).toMatchObject({
      id: acme.id,
      saml: { entity_id: acme.idp.entityId, metadata_xml: acme.idp.metadata, attribute_mapping: {} },
      domains: [{ domain: acme.domain }],
    });
    const { body: list } = await administer(auth, "GET", providersPath);
    expect(list.items).toContainEqual(expect.objectContaining({ id: acme.id }));
    expect(JSON.stringify(list)).not.toContain("metadata_xml");

    const second = `second.${acme.domain}`;
    const changed = await administer(auth, "PUT", path, { domains: [second], disabled: true });
    expect(changed.body).toMatchObject({ domains: [{ domain: second }], disabled: true });
    await expect(begin({ auth, domain: second })).rejects.toMatchObject({ code: "sso_provider_disabled" });
    await administer(auth, "PUT", path, { disabled: false });
    const { request } = await begin({ auth, domain: second });

    expect((await administer(auth, "DELETE", path)).status).toBe(200);
    expect((await administer(auth, "GET", path)).body).toMatchObject({ error_code: "sso_provider_not_found" });
    await expect(begin({ auth, domain: second })).rejects.toMatchObject({ code: "sso_provider_not_found" });
    const response = acme.idp.respond(request, { subject: "mara", email: `mara@${acme.domain}` });
    const gone = { error_code: "saml_relay_state_not_found" };
    expect(told(await bring(auth, response, request.relayState))).toMatchObject(gone);
  });

  test("what cannot be registered is refused in GoTrue's words", async () => {
    const acme = await connect(auth);
    const other = new TestIdp();
    const create = { type: "saml", metadata_xml: other.metadata };
    const cases: readonly (readonly [object, number, string])[] = [
      [{ ...create, type: "oidc" }, 400, "validation_failed"],
      [{ type: "saml" }, 400, "validation_failed"],
      [{ ...create, metadata_url: "https://idp.example/" }, 400, "validation_failed"],
      [{ type: "saml", metadata_url: "http://idp.example/" }, 400, "validation_failed"],
      [{ type: "saml", metadata_xml: "<no>xml" }, 400, "validation_failed"],
      [{ ...create, name_id_format: "any" }, 400, "validation_failed"],
      [{ ...create, metadata_xml: acme.idp.metadata }, 422, "saml_idp_already_exists"],
      [{ ...create, domains: [acme.domain.toUpperCase()] }, 400, "sso_domain_already_exists"],
    ];
    for (const [fields, status, code] of cases) {
      const { body, ...answer } = await administer(auth, "POST", providersPath, fields);
      expect([answer.status, body.error_code], JSON.stringify(fields)).toEqual([status, code]);
    }
    const mismatch = await administer(auth, "PUT", `${providersPath}/${acme.id}`, { metadata_xml: other.metadata });
    expect(mismatch.body).toMatchObject({ error_code: "saml_entity_id_mismatch" });
  });

  test("only the secret key registers", async () => {
    const { request } = auth;
    expect((await request(providersPath)).status).toBe(403);
    expect((await request(providersPath, { method: "POST", body: "{}" })).status).toBe(403);
  });

  test.each([
    "https://127.0.0.1/metadata",
    "https://[::1]/metadata",
    "https://localhost/metadata",
    "https://169.254.169.254/",
  ])("metadata is not fetched from %s", async (url) => {
    await expect(fetchMetadata(url, false)).rejects.toMatchObject({ code: "saml_metadata_fetch_failed" });
  });
});
