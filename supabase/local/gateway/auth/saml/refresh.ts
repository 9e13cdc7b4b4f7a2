import { AuthFailure } from "../failure.ts";
import type { AuthParts } from "../parts.ts";
import { fetchMetadata } from "./fetch-metadata.ts";
import { type IdentityProvider, readMetadata } from "./metadata.ts";
import { type SsoProvider, storeMetadata } from "./providers.ts";

const dayMs = 24 * 3600_000;
const pauseMs = 60_000;

/**
 * The provider's metadata; fetched anew once it is too old. Where that fails, the old one holds on, as in GoTrue, and nobody waits
 * for another attempt within a minute.
 */
export async function currentMetadata(
  { sql, saml, onError }: Pick<AuthParts, "sql" | "saml" | "onError">,
  provider: SsoProvider,
): Promise<IdentityProvider> {
  const stored = await readMetadata(provider.metadataXml);
  if (provider.metadataUrl === null || !isOld(stored, provider)) return stored;
  if (Date.now() < (saml.refreshedAt.get(provider.id) ?? 0) + pauseMs) return stored;
  saml.refreshedAt.set(provider.id, Date.now());
  try {
    const xml = await fetchMetadata(provider.metadataUrl, saml.mayReachPrivate);
    const fresh = await readMetadata(xml);
    if (fresh.entityId !== provider.entityId) return stored;
    await storeMetadata(sql, provider.id, xml);
    return fresh;
  } catch (error) {
    if (!(error instanceof AuthFailure)) throw error;
    onError("SAML metadata could not be fetched anew", error);
    return stored;
  }
}

function isOld({ validUntil }: IdentityProvider, { samlUpdatedAt }: SsoProvider): boolean {
  return validUntil === undefined ? Date.now() > samlUpdatedAt.getTime() + dayMs : Date.now() > validUntil.getTime();
}
