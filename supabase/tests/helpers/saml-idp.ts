import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, verify } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { SignedXml } from "xml-crypto";
import { certificateOf, pemOf } from "../../local/gateway/auth/saml/certificate.ts";

const signatureMethod = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const digestMethod = "http://www.w3.org/2001/04/xmlenc#sha256";
const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
const enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const assertionPath = "/*[local-name(.)='Response']/*[local-name(.)='Assertion']";

/** A request of the service provider, as the identity provider receives it. */
export interface AuthnRequest {
  readonly id: string;
  readonly issuer: string;
  readonly acsUrl: string;
  readonly relayState: string;
  readonly xml: string;
}

/** What an identity provider says of somebody; everything may be said wrongly. */
export interface Statement {
  readonly subject: string;
  readonly email?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly id?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly destination?: string;
  /** null: the identity provider began. */
  readonly inResponseTo?: string | null;
  /** `InResponseTo` of the response around the assertion, which nobody signs. */
  readonly outerInResponseTo?: string;
  /** How long ago it was said (ms). */
  readonly age?: number;
  readonly nameIdFormat?: string;
  readonly status?: string;
  readonly unsigned?: boolean;
}

/** An identity provider for tests: signs what it is told to. */
export class TestIdp {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly #key: KeyObject;
  readonly #certificate: string;

  constructor(entityId = `https://idp.example/${randomUUID()}`, ssoUrl = `${entityId}/sso`) {
    this.entityId = entityId;
    this.ssoUrl = ssoUrl;
    this.#key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    this.#certificate = certificateOf(this.#key, "Test");
  }

  get metadata(): string {
    return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${this.entityId}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>
      ${this.#certificate}
    </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${this.ssoUrl}/post"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${this.ssoUrl}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
  }

  /** The answer to a request, in base64 as a browser brings it. */
  respond(request: Pick<AuthnRequest, "id" | "issuer" | "acsUrl">, statement: Statement): string {
    return encode(this.sign(this.write(request, statement), statement.unsigned));
  }

  /** The response before it is signed. */
  write(request: Pick<AuthnRequest, "id" | "issuer" | "acsUrl">, statement: Statement): string {
    const {
      subject,
      email,
      attributes = {},
      age = 0,
      inResponseTo = request.id,
      recipient = request.acsUrl,
    } = statement;
    const at = (offset: number) => new Date(Date.now() - age + offset).toISOString();
    const answers = (id: string | null) => (id === null ? "" : ` InResponseTo="${id}"`);
    const all = { ...(email !== undefined && { email }), ...attributes };
    const issuer = `<saml:Issuer>${statement.issuer ?? this.entityId}</saml:Issuer>`;
    const format = statement.nameIdFormat ?? "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    const values = Object.entries(all).map(
      ([name, value]) =>
        `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`,
    );
    return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomUUID()}" Version="2.0" IssueInstant="${at(0)}" Destination="${statement.destination ?? request.acsUrl}"${answers(statement.outerInResponseTo ?? inResponseTo)}>${issuer}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${statement.status ?? "Success"}"/></samlp:Status><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${statement.id ?? `_${randomUUID()}`}" Version="2.0" IssueInstant="${at(0)}">${issuer}<saml:Subject><saml:NameID Format="${format}">${subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(60_000)}" Recipient="${recipient}"${answers(inResponseTo)}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(-1_000)}" NotOnOrAfter="${at(60_000)}"><saml:AudienceRestriction><saml:Audience>${statement.audience ?? request.issuer}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(0)}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${values.join("")}</saml:AttributeStatement></saml:Assertion></samlp:Response>`;
  }

  /** The response with its assertion signed. */
  sign(xml: string, unsigned = false): string {
    if (unsigned) return xml;
    const signed = new SignedXml({
      privateKey: this.#key.export({ type: "pkcs8", format: "pem" }).toString(),
      publicCert: pemOf(this.#certificate),
      signatureAlgorithm: signatureMethod,
      canonicalizationAlgorithm: exclusive,
    });
    signed.addReference({ xpath: assertionPath, digestAlgorithm: digestMethod, transforms: [enveloped, exclusive] });
    signed.computeSignature(xml, {
      prefix: "ds",
      location: { reference: `${assertionPath}/*[local-name(.)='Issuer']`, action: "after" },
    });
    return signed.getSignedXml();
  }
}

/** Base64, as a browser brings it. */
export function encode(xml: string): string {
  return Buffer.from(xml).toString("base64");
}

/** What the service provider asked for. */
export function readRequest(url: string): AuthnRequest {
  const { searchParams } = new URL(url);
  const xml = inflateRawSync(Buffer.from(searchParams.get("SAMLRequest") ?? "", "base64")).toString("utf8");
  const found = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? "";
  return {
    id: found(/<samlp:AuthnRequest[^>]* ID="([^"]+)"/),
    issuer: found(/<saml:Issuer[^>]*>([^<]+)</),
    acsUrl: found(/AssertionConsumerServiceURL="([^"]+)"/),
    relayState: searchParams.get("RelayState") ?? "",
    xml,
  };
}

/** Whether the request was signed by whoever published this metadata. */
export function isSignedBy(url: string, serviceMetadata: string): boolean {
  const certificate = /<X509Certificate>([^<]+)</.exec(serviceMetadata)?.[1] ?? "";
  const [signed = "", signature = ""] = (url.split("?")[1] ?? "").split("&Signature=");
  const key = createPublicKey(pemOf(certificate));
  return verify("sha256", Buffer.from(signed), key, Buffer.from(decodeURIComponent(signature), "base64"));
}
