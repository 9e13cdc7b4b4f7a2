import type { Metadata, Queries } from "./users.ts";

/** An identity provider that was added through the admin API. */
export interface CustomProvider {
  readonly id: string;
  readonly providerType: "oauth2" | "oidc";
  /** `custom:<name>` */
  readonly identifier: string;
  readonly name: string;
  readonly clientId: string;
  /** Sealed. */
  readonly clientSecret: string;
  readonly acceptableClientIds: readonly string[];
  readonly scopes: readonly string[];
  readonly pkceEnabled: boolean;
  readonly attributeMapping: Metadata;
  readonly customClaimsAllowlist: readonly string[];
  readonly authorizationParams: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly emailOptional: boolean;
  readonly issuer: string | null;
  readonly discoveryUrl: string | null;
  readonly skipNonceCheck: boolean;
  readonly cachedDiscovery: Metadata | null;
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string | null;
  readonly userinfoUrl: string | null;
  readonly jwksUri: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The provider of this identifier. */
export async function findCustomProvider(sql: Queries, identifier: string): Promise<CustomProvider | undefined> {
  return (await select(sql, identifier, null))[0];
}

/** All of them, or those of one type, the newest first. */
export async function listCustomProviders(sql: Queries, type: string | null): Promise<readonly CustomProvider[]> {
  return select(sql, null, type);
}

async function select(
  sql: Queries,
  identifier: string | null,
  type: string | null,
): Promise<readonly CustomProvider[]> {
  return sql<CustomProvider[]>`
    select id, provider_type as "providerType", identifier, name, client_id as "clientId", client_secret as "clientSecret",
      acceptable_client_ids as "acceptableClientIds", scopes, pkce_enabled as "pkceEnabled",
      attribute_mapping as "attributeMapping", custom_claims_allowlist as "customClaimsAllowlist",
      authorization_params as "authorizationParams", enabled, email_optional as "emailOptional", issuer,
      discovery_url as "discoveryUrl", skip_nonce_check as "skipNonceCheck", cached_discovery as "cachedDiscovery",
      authorization_url as "authorizationUrl", token_url as "tokenUrl", userinfo_url as "userinfoUrl", jwks_uri as "jwksUri",
      created_at as "createdAt", updated_at as "updatedAt"
    from auth.custom_oauth_providers
    where identifier = coalesce(${identifier}::text, identifier) and provider_type = coalesce(${type}::text, provider_type)
    order by created_at desc, id`;
}

/** Writes a new provider, or the changed fields of a known one. */
export async function saveCustomProvider(sql: Queries, provider: CustomProvider): Promise<void> {
  await sql`
    insert into auth.custom_oauth_providers as p (id, provider_type, identifier, name, client_id, client_secret,
      acceptable_client_ids, scopes, pkce_enabled, attribute_mapping, custom_claims_allowlist, authorization_params, enabled,
      email_optional, issuer, discovery_url, skip_nonce_check, cached_discovery, discovery_cached_at, authorization_url,
      token_url, userinfo_url, jwks_uri, created_at, updated_at)
    values (${provider.id}, ${provider.providerType}, ${provider.identifier}, ${provider.name}, ${provider.clientId},
      ${provider.clientSecret}, ${[...provider.acceptableClientIds]}, ${[...provider.scopes]},
      ${provider.pkceEnabled}, ${JSON.stringify(provider.attributeMapping)}::text::jsonb,
      ${[...provider.customClaimsAllowlist]}, ${JSON.stringify(provider.authorizationParams)}::text::jsonb,
      ${provider.enabled}, ${provider.emailOptional}, ${provider.issuer}, ${provider.discoveryUrl}, ${provider.skipNonceCheck},
      ${provider.cachedDiscovery === null ? null : JSON.stringify(provider.cachedDiscovery)}::text::jsonb,
      ${provider.cachedDiscovery === null ? null : provider.updatedAt}, ${provider.authorizationUrl}, ${provider.tokenUrl},
      ${provider.userinfoUrl}, ${provider.jwksUri}, ${provider.createdAt}, ${provider.updatedAt})
    on conflict (id) do update set name = excluded.name, client_id = excluded.client_id, client_secret = excluded.client_secret,
      acceptable_client_ids = excluded.acceptable_client_ids, scopes = excluded.scopes, pkce_enabled = excluded.pkce_enabled,
      attribute_mapping = excluded.attribute_mapping, custom_claims_allowlist = excluded.custom_claims_allowlist,
      authorization_params = excluded.authorization_params, enabled = excluded.enabled, email_optional = excluded.email_optional,
      issuer = excluded.issuer, discovery_url = excluded.discovery_url, skip_nonce_check = excluded.skip_nonce_check,
      cached_discovery = excluded.cached_discovery, discovery_cached_at = excluded.discovery_cached_at,
      authorization_url = excluded.authorization_url, token_url = excluded.token_url, userinfo_url = excluded.userinfo_url,
      jwks_uri = excluded.jwks_uri, updated_at = excluded.updated_at`;
}

/** The provider in the API's form: its secret stays here. */
export function customProviderJson(provider: CustomProvider): Readonly<Record<string, unknown>> {
  return {
    id: provider.id,
    provider_type: provider.providerType,
    identifier: provider.identifier,
    name: provider.name,
    client_id: provider.clientId,
    acceptable_client_ids: provider.acceptableClientIds,
    scopes: provider.scopes,
    pkce_enabled: provider.pkceEnabled,
    attribute_mapping: provider.attributeMapping,
    custom_claims_allowlist: provider.customClaimsAllowlist,
    authorization_params: provider.authorizationParams,
    enabled: provider.enabled,
    email_optional: provider.emailOptional,
    ...(provider.issuer !== null && { issuer: provider.issuer }),
    ...(provider.discoveryUrl !== null && { discovery_url: provider.discoveryUrl }),
    skip_nonce_check: provider.skipNonceCheck,
    ...(provider.cachedDiscovery !== null && { discovery_document: provider.cachedDiscovery }),
    ...(provider.authorizationUrl !== null && { authorization_url: provider.authorizationUrl }),
    ...(provider.tokenUrl !== null && { token_url: provider.tokenUrl }),
    ...(provider.userinfoUrl !== null && { userinfo_url: provider.userinfoUrl }),
    ...(provider.jwksUri !== null && { jwks_uri: provider.jwksUri }),
    created_at: provider.createdAt,
    updated_at: provider.updatedAt,
  };
}
