import { z } from "zod";
import { type AuthFailure, invalid } from "../failure.ts";
import type { AuthParts } from "../parts.ts";
import { type Assertion, SignedAssertion } from "./assertion.ts";
import type { IdentityProvider } from "./metadata.ts";
import { clockSkewMs, samlClient } from "./saml-client.ts";
import { Element, element, listOf, readXml } from "./xml.ts";

const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const success = "urn:oasis:names:tc:SAML:2.0:status:Success";

const Response = z.object({
  Response: element({ Status: z.array(element({ StatusCode: listOf(Element) })).min(1) }),
});

interface Received {
  readonly identity: IdentityProvider;
  /** The request this answers; undefined: the identity provider began. */
  readonly requestId: string | undefined;
  /** Base64 of the XML. */
  readonly response: string;
}

/**
 * The signed assertion of a response, once. The library checks signatures (of the assertion itself, and nothing around it), audience and
 * times; what it leaves to others (recipient, issuer, the signed `InResponseTo`, replay) is checked here, on what was signed.
 * @throws AuthFailure
 */
export async function validateResponse(
  parts: AuthParts,
  { identity, requestId, response }: Received,
): Promise<Assertion> {
  const { saml: service } = parts;
  const outer = await readXml(Buffer.from(response, "base64").toString("utf8"), Response);
  if (outer === undefined) throw invalid("SAMLResponse is not a valid XML SAML assertion");
  const { $: attributes, Status: statuses } = outer.Response;
  if (statuses[0]?.StatusCode[0]?.$["Value"] !== success) throw refused("status");
  if ((attributes["Destination"] ?? service.acsUrl) !== service.acsUrl) throw refused("destination");
  const client = await samlClient({ service, identity, nameIdFormat: null, requestId });
  const { profile } = await client.validatePostResponseAsync({ SAMLResponse: response }).catch((cause: unknown) => {
    throw refused("library", cause);
  });
  const signed = SignedAssertion.safeParse(profile?.getAssertion?.());
  if (!signed.success) throw refused("form", signed.error);
  const { Assertion: assertion } = signed.data;
  if (assertion.Issuer[0]?._ !== identity.entityId) throw refused("issuer");
  const confirmedUntil = confirmed(assertion, service.acsUrl, requestId);
  await countOnce(parts, identity.entityId, assertion.$["ID"] ?? "", confirmedUntil);
  return assertion;
}

/** Until when the bearer of the assertion is who it speaks of, at this address and as the answer to this request. */
function confirmed({ Subject: subjects }: Assertion, acsUrl: string, requestId: string | undefined): number {
  const now = Date.now();
  const until = subjects
    .flatMap(({ SubjectConfirmation }) => SubjectConfirmation)
    .filter(({ $ }) => $["Method"] === bearer)
    .flatMap(({ SubjectConfirmationData }) => SubjectConfirmationData)
    .filter(({ $ }) => $["Recipient"] === acsUrl && $["InResponseTo"] === requestId)
    .map(({ $ }) => Date.parse($["NotOnOrAfter"] ?? ""))
    .find((time) => time + clockSkewMs > now);
  if (until === undefined) throw refused("confirmation");
  return until;
}

/** An assertion counts once, also across restarts. */
async function countOnce({ sql }: AuthParts, entityId: string, id: string, until: number): Promise<void> {
  await sql`delete from auth.saml_used_assertions where expires_at < now()`;
  const used = await sql`
    insert into auth.saml_used_assertions (entity_id, assertion_id, expires_at)
    values (${entityId}, ${id}, ${new Date(until + clockSkewMs)}) on conflict do nothing returning 1`;
  if (id === "" || used.length === 0) throw refused("replay");
}

function refused(reason: string, cause: unknown = reason): AuthFailure {
  return invalid("SAML Assertion is not valid", { cause });
}
