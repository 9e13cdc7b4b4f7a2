import { beforeAll, describe, expect, test } from "vitest";
import { fetchMetadata } from "../../local/gateway/auth/saml/fetch-metadata.ts";
import { TestIdp } from "../helpers/saml-idp.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { administer, begin, bring, connect, providersPath, told } from "./saml-support.ts";
import { environment } from "./support.ts";

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
