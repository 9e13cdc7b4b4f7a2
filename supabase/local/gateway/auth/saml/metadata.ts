import { z } from "zod";
import { invalid } from "../failure.ts";
import { pemOf } from "./certificate.ts";
import type { ServiceProvider } from "./service-provider.ts";
import { Element, element, listOf, readXml } from "./xml.ts";

const protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
const redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/** The formats of NameID a provider may be asked for. */
export const nameIdFormats = {
  persistent: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  email: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  transient: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
  unspecified: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
} as const;

/** What identity providers read about this service provider. */
export async function serviceMetadata(provider: ServiceProvider, download: boolean): Promise<Response> {
  const { certificate } = await provider.key();
  const fiveYears = new Date();
  fiveYears.setUTCFullYear(fiveYears.getUTCFullYear() + 5);
  const until = download ? ` validUntil="${fiveYears.toISOString()}"` : "";
  const xml = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"${until} entityID="${escaped(provider.entityId)}">
  <SPSSODescriptor protocolSupportEnumeration="${protocol}" WantAssertionsSigned="true">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <NameIDFormat>${nameIdFormats.email}</NameIDFormat>
    <NameIDFormat>${nameIdFormats.persistent}</NameIDFormat>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escaped(provider.acsUrl)}" index="1" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`;
  return new Response(xml, {
    headers: {
      "content-type": "application/xml",
      "cache-control": "public, max-age=600",
      ...(download && { "content-disposition": 'attachment; filename="metadata.xml"' }),
    },
  });
}

/** What is known of an identity provider. */
export interface IdentityProvider {
  readonly entityId: string;
  /** Where browsers are sent to; undefined where it takes no redirects. */
  readonly redirectUrl: string | undefined;
  /** PEM. */
  readonly certificates: readonly string[];
  readonly validUntil: Date | undefined;
}

const KeyDescriptor = element({
  KeyInfo: listOf(element({ X509Data: listOf(element({ X509Certificate: listOf(Element) })) })),
});
const Entity = element({
  IDPSSODescriptor: listOf(element({ KeyDescriptor: listOf(KeyDescriptor), SingleSignOnService: listOf(Element) })),
});
const Metadata = z.union([
  z.object({ EntityDescriptor: Entity }),
  z.object({ EntitiesDescriptor: element({ EntityDescriptor: listOf(Entity) }) }),
]);

/** @throws AuthFailure unless the metadata describes one identity provider */
export async function readMetadata(xml: string): Promise<IdentityProvider> {
  const read = await readXml(xml, Metadata);
  if (read === undefined) throw invalid("SAML Metadata is not valid XML of an EntityDescriptor");
  const entity = entityOf(read);
  const entityId = entity?.$["entityID"] ?? "";
  if (entity === undefined || entityId === "") throw invalid("SAML Metadata does not contain an EntityID");
  const [descriptor, second] = entity.IDPSSODescriptor;
  if (descriptor === undefined) throw invalid("SAML Metadata does not contain any IDPSSODescriptor");
  if (second !== undefined) throw invalid("SAML Metadata contains multiple IDPSSODescriptors");
  const validUntil = new Date(entity.$["validUntil"] ?? "");
  return {
    entityId,
    redirectUrl: descriptor.SingleSignOnService.filter(({ $ }) => $["Binding"] === redirectBinding)
      .map(({ $ }) => $["Location"] ?? "")
      .find((location) => /^https?:$/.test(URL.parse(location)?.protocol ?? "")),
    certificates: descriptor.KeyDescriptor.filter(({ $ }) => $["use"] !== "encryption")
      .flatMap(({ KeyInfo }) => KeyInfo)
      .flatMap(({ X509Data }) => X509Data)
      .flatMap(({ X509Certificate }) => X509Certificate)
      .map(({ _: base64 }) => pemOf(base64.replaceAll(/\s/g, ""))),
    validUntil: Number.isNaN(validUntil.getTime()) ? undefined : validUntil,
  };
}

function entityOf(read: z.output<typeof Metadata>): z.output<typeof Entity> | undefined {
  if ("EntityDescriptor" in read) return read.EntityDescriptor;
  return read.EntitiesDescriptor.EntityDescriptor.find(({ IDPSSODescriptor }) => IDPSSODescriptor.length > 0);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
