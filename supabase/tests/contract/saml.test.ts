import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { startReceiver } from "../../local/doubles/receiver.ts";
import { isSignedBy, readRequest, TestIdp } from "../helpers/saml-idp.ts";
import { required } from "../helpers/world.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import {
  accounts,
  begin,
  bring,
  type Connection,
  callback,
  connect,
  foreign,
  invalidAssertion,
  signIn,
  told,
} from "./saml-support.ts";
import { environment, unique } from "./support.ts";

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

  test("metadata that cannot be fetched anew holds on, and is asked for again after a minute", async () => {
    let metadata: string | undefined;
    const place = await startReceiver(() => (metadata === undefined ? { status: 503 } : { body: metadata }));
    onTestFinished(() => place.close());
    await auth.db.sql`
      update auth.saml_providers set metadata_url = ${place.url}, updated_at = now() - interval '2 days'
      where sso_provider_id = ${acme.id}`;
    const statement = { subject: "steady", email: `steady@${acme.domain}` };
    await signIn(acme, statement);
    await signIn(acme, statement);
    expect(place.received).toHaveLength(1);

    metadata = acme.idp.metadata;
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    onTestFinished(() => void vi.useRealTimers());
    await signIn(acme, statement);
    expect(place.received).toHaveLength(2);
    await signIn(acme, statement);
    expect(place.received).toHaveLength(2);
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
