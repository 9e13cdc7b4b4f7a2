import { beforeAll, describe, expect, test } from "vitest";
import { encode, type Statement, TestIdp } from "../helpers/saml-idp.ts";
import { required } from "../helpers/world.ts";
import { type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { accounts, begin, bring, type Connection, connect, foreign, invalidAssertion, told } from "./saml-support.ts";
import { environment } from "./support.ts";

describe.skipIf(environment.kind === "hosted")("forged answers of SAML", () => {
  let auth: OwnAuth;
  let acme: Connection;
  beforeAll(async () => {
    auth = await startOwnAuth({});
    await auth.signedIn("first@example.com");
    acme = await connect(auth);
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
});
