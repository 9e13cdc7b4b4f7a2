import { randomBytes } from "node:crypto";
import { SAML, ValidateInResponseTo } from "@node-saml/node-saml";
import { type IdentityProvider, nameIdFormats } from "./metadata.ts";
import type { ServiceProvider } from "./service-provider.ts";

/** How far clocks may be apart, and how old an assertion may be, as in GoTrue. */
export const clockSkewMs = 180_000;
const maxAgeMs = 90_000;

interface ClientOptions {
  readonly service: ServiceProvider;
  readonly identity: IdentityProvider;
  readonly nameIdFormat: string | null;
  /** The request this side sent; undefined: the identity provider began. */
  readonly requestId: string | undefined;
}

/** A fresh name of a request. */
export function newRequestId(): string {
  return `id-${randomBytes(20).toString("hex")}`;
}

/** The library set up for one request and its answer: it knows no other. */
export async function samlClient({ service, identity, nameIdFormat, requestId }: ClientOptions): Promise<SAML> {
  const { privateKey } = await service.key();
  return new SAML({
    issuer: service.entityId,
    audience: service.entityId,
    callbackUrl: service.acsUrl,
    idpCert: [...identity.certificates],
    idpIssuer: identity.entityId,
    privateKey,
    signatureAlgorithm: "sha256",
    digestAlgorithm: "sha256",
    identifierFormat: nameIdFormat ?? nameIdFormats.persistent,
    disableRequestedAuthnContext: true,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: clockSkewMs,
    maxAssertionAgeMs: maxAgeMs,
    ...(identity.redirectUrl !== undefined && { entryPoint: identity.redirectUrl }),
    ...(requestId !== undefined && { generateUniqueId: () => requestId }),
    validateInResponseTo: requestId === undefined ? ValidateInResponseTo.ifPresent : ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async (_key, value) => ({ value, createdAt: Date.now() }),
      getAsync: async (key) => (key === requestId ? new Date().toISOString() : null),
      removeAsync: async () => null,
    },
  });
}
