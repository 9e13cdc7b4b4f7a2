import { z } from "zod";
import { AuthFailure } from "../failure.ts";
import type { Metadata } from "../users.ts";
import { nameIdFormats } from "./metadata.ts";
import type { AttributeMapping } from "./providers.ts";
import { Element, element, listOf } from "./xml.ts";

const Attribute = element({ AttributeValue: listOf(Element) });
const Confirmation = element({ SubjectConfirmationData: listOf(Element) });

/** An assertion whose signature holds, as the library reads it. */
export const SignedAssertion = z.object({
  Assertion: element({
    Issuer: listOf(Element),
    Subject: listOf(element({ NameID: listOf(Element), SubjectConfirmation: listOf(Confirmation) })),

    AttributeStatement: listOf(element({ Attribute: listOf(Attribute) })),
  }),
});
export type Assertion = z.infer<typeof SignedAssertion>["Assertion"];

/** The profile claims GoTrue knows; all others are `custom_claims`. */
const profileClaims = new Set([
  ...["name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture"],
  ...["website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "phone"],
  ...["full_name", "avatar_url", "slug", "provider_id", "user_name"],
]);
/** What nobody but this server says. */
const ownClaims = new Set([
  "iss",
  "sub",
  "aud",
  "iat",
  "exp",
  "email",
  "email_verified",
  "phone_verified",
  "custom_claims",
]);

const subjectIdAttribute = "urn:oasis:names:tc:SAML:attribute:subject-id";
const emailAttributes = [
  "urn:oid:0.9.2342.19200300.100.1.3",
  "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
  "http://schemas.xmlsoap.org/claims/EmailAddress",
  "mail",
  "email",
];

/** Who an assertion speaks of. */
export interface Asserted {
  readonly subject: string;
  readonly email: string;
  /** GoTrue's claims: become the identity's data. */
  readonly claims: Metadata;
}

/** @throws AuthFailure where the assertion names nobody, or no address */
export function readAsserted(assertion: Assertion, mapping: AttributeMapping, entityId: string): Asserted {
  const subject = subjectOf(assertion);
  if (subject === "") {
    const message =
      "SAML Assertion did not contain a persistent Subject Identifier attribute or Subject NameID uniquely identifying this user";
    throw new AuthFailure(400, "saml_assertion_no_user_id", message);
  }
  const mapped = map(assertion, mapping);
  const named = mapped["email"];
  const email = typeof named === "string" && named !== "" ? named : emailOf(assertion);
  if (email === "")
    throw new AuthFailure(400, "saml_assertion_no_email", "SAML Assertion does not contain an email address");
  const profile: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(mapped)) {
    if (ownClaims.has(name)) continue;
    if (!profileClaims.has(name)) custom[name] = value;
    else if (typeof value === "string") profile[name] = value;
    else
      throw new AuthFailure(
        500,
        "unexpected_failure",
        "Mapped claims from provider could not be deserialized from JSON",
      );
  }
  const claims = {
    ...profile,
    iss: entityId,
    sub: subject,
    email,
    email_verified: true,
    phone_verified: false,
    ...(Object.keys(custom).length > 0 && { custom_claims: custom }),
  };
  return { subject, email, claims };
}

function subjectOf(assertion: Assertion): string {
  const [named] = valuesOf(assertion, subjectIdAttribute);
  if (named !== undefined) return named;
  const [nameId] = assertion.Subject[0]?.NameID ?? [];
  if (nameId === undefined || nameId.$["Format"] === nameIdFormats.transient) return "";
  return nameId.$["Format"] === nameIdFormats.email ? nameId._.trim().toLowerCase() : nameId._;
}

function emailOf(assertion: Assertion): string {
  const found = emailAttributes.flatMap((name) => valuesOf(assertion, name)).find((value) => value !== "");
  if (found !== undefined) return found;
  const [nameId] = assertion.Subject[0]?.NameID ?? [];
  return nameId?.$["Format"] === nameIdFormats.email ? nameId._ : "";
}

/** Values of the attributes with this name or friendly name, whatever their case. */
function valuesOf(assertion: Assertion, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return assertion.AttributeStatement.flatMap(({ Attribute: attributes }) => attributes)
    .filter(({ $ }) => [$["Name"], $["FriendlyName"]].some((known) => known?.toLowerCase() === wanted))
    .flatMap(({ AttributeValue }) => AttributeValue.map((value) => value._));
}

function map(assertion: Assertion, { keys = {} }: AttributeMapping): Metadata {
  const claims: Record<string, unknown> = {};
  for (const [key, { name = "", names = [], default: fallback, array }] of Object.entries(keys)) {
    const found = [name, ...names]
      .filter((candidate) => candidate !== "")
      .map((candidate) => valuesOf(assertion, candidate).filter((value) => value !== ""))
      .find((values) => values.length > 0);
    if (found !== undefined) claims[key] = array === true ? found : found[0];
    else if (fallback !== undefined && fallback !== null) claims[key] = fallback;
  }
  return claims;
}
