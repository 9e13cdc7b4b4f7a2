import { randomUUID } from "node:crypto";
import { z } from "zod";
import { json } from "../responses.ts";
import {
  type CustomProvider,
  customProviderJson,
  findCustomProvider,
  listCustomProviders,
  saveCustomProvider,
} from "./custom-provider-rows.ts";
import { AuthFailure, invalid } from "./failure.ts";
import { type AuthParts, type Handler, requireAdmin } from "./parts.ts";
import { ForbiddenUrl } from "./provider-fetch.ts";
import { type AuthRequest, fieldsOf, metadata, text } from "./requests.ts";
import type { Metadata } from "./users.ts";

const texts = z.array(z.string()).optional();
const Fields = z.object({
  provider_type: text,
  identifier: text,
  name: text,
  client_id: text,
  client_secret: text,
  acceptable_client_ids: texts,
  scopes: texts,
  pkce_enabled: z.boolean().optional(),
  attribute_mapping: metadata.optional(),
  custom_claims_allowlist: texts,
  authorization_params: metadata.optional(),
  enabled: z.boolean().optional(),
  email_optional: z.boolean().optional(),
  issuer: text,
  discovery_url: text,
  skip_nonce_check: z.boolean().optional(),
  authorization_url: text,
  token_url: text,
  userinfo_url: text,
  jwks_uri: text,
});
type Fields = z.infer<typeof Fields>;

/** What this server says itself when it sends somebody to a provider. */
export const reservedParameters: readonly string[] = [
  "client_id",
  "client_secret",
  "redirect_uri",
  "response_type",
  "state",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "nonce",
];

/** What no provider may decide. */
const protectedFields = [
  "id",
  "aud",
  "role",
  "app_metadata",
  "created_at",
  "updated_at",
  "confirmed_at",
  "email_confirmed_at",
  "phone_confirmed_at",
  "email_verified",
  "phone_verified",
  "banned_until",
  "is_super_admin",
];

/** `GET /admin/custom-providers` */
export const listProviders: Handler = async ({ sql }, request) => {
  requireAdmin(request);
  const type = request.url.searchParams.get("type") ?? "";
  if (!["", "oauth2", "oidc"].includes(type)) throw invalid("type must be either 'oauth2' or 'oidc'");
  const providers = await listCustomProviders(sql, type === "" ? null : type);
  return json({ providers: providers.map(customProviderJson) });
};

/** `GET /admin/custom-providers/:identifier` */
export const readProvider: Handler = async (parts, request) =>
  json(customProviderJson(await requireProvider(parts, request)));

/** `POST /admin/custom-providers` */
export const createProvider: Handler = async (parts, request) => {
  requireAdmin(request);
  const fields = fieldsOf(Fields, request);
  const type = typeOf(fields);
  requireComplete(fields, type);
  checkRules(fields);
  if ((await findCustomProvider(parts.sql, fields.identifier)) !== undefined)
    throw new AuthFailure(400, "conflict", "A custom OAuth provider with this identifier already exists");
  const id = randomUUID();
  const now = new Date();
  const created = changed(
    {
      id,
      providerType: type,
      identifier: fields.identifier,
      name: "",
      clientId: "",
      clientSecret: "",
      acceptableClientIds: [],
      scopes: [],
      pkceEnabled: true,
      attributeMapping: {},
      customClaimsAllowlist: [],
      authorizationParams: {},
      enabled: true,
      emailOptional: false,
      issuer: null,
      discoveryUrl: null,
      skipNonceCheck: false,
      cachedDiscovery: null,
      authorizationUrl: null,
      tokenUrl: null,
      userinfoUrl: null,
      jwksUri: null,
      createdAt: now,
      updatedAt: now,
    },
    fields,
  );
  return json(customProviderJson(await save(parts, created, fields)), 201);
};

/** `PUT /admin/custom-providers/:identifier` */
export const changeProvider: Handler = async (parts, request) => {
  const known = await requireProvider(parts, request);
  const fields = fieldsOf(Fields, request);
  checkRules(fields);
  return json(customProviderJson(await save(parts, { ...changed(known, fields), updatedAt: new Date() }, fields)));
};

/** `DELETE /admin/custom-providers/:identifier` */
export const deleteProvider: Handler = async (parts, request) => {
  const { id } = await requireProvider(parts, request);
  await parts.sql`delete from auth.custom_oauth_providers where id = ${id}`;
  return new Response(null, { status: 204 });
};

async function requireProvider({ sql }: AuthParts, request: AuthRequest): Promise<CustomProvider> {
  requireAdmin(request);
  const identifier = request.ids[0] ?? "";
  requirePrefix(identifier);
  const provider = await findCustomProvider(sql, identifier);
  if (provider === undefined)
    throw new AuthFailure(404, "custom_provider_not_found", "Custom OAuth provider not found");
  return provider;
}

async function save({ sql, oauth }: AuthParts, provider: CustomProvider, fields: Fields): Promise<CustomProvider> {
  const { providerType, issuer, discoveryUrl, authorizationUrl, tokenUrl, userinfoUrl, jwksUri } = provider;
  const addresses =
    providerType === "oidc" ? [issuer, discoveryUrl] : [authorizationUrl, tokenUrl, userinfoUrl, jwksUri];
  for (const address of addresses) {
    if (address === null) continue;
    await oauth.requireUrl(address).catch((error: unknown) => {
      throw error instanceof ForbiddenUrl ? invalid(error.message) : error;
    });
  }
  const saved: CustomProvider = {
    ...provider,
    ...(fields.client_secret !== "" && { clientSecret: oauth.secrets.seal(fields.client_secret, provider.id) }),
    ...(issuer !== null &&
      (fields.issuer !== "" || fields.discovery_url !== "") && {
        cachedDiscovery: await discover(oauth, issuer, discoveryUrl),
      }),
  };
  await saveCustomProvider(sql, saved).catch((cause: unknown) => {
    throw new AuthFailure(500, "unexpected_failure", "Error creating custom OAuth provider", { cause });
  });
  return saved;
}

/** A wrong issuer is told to who enters it, not to who wants to sign in. */
async function discover(oauth: AuthParts["oauth"], issuer: string, discoveryUrl: string | null): Promise<Metadata> {
  const address = discoveryUrl ?? `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`;
  try {
    const found = await oauth.discover(issuer, discoveryUrl);
    const names = ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] as const;
    const lists = ["scopes_supported", "response_types_supported", "grant_types_supported"] as const;
    return Object.fromEntries([...names, ...lists].flatMap((name) => (found[name] ? [[name, found[name]]] : [])));
  } catch (error) {
    throw invalid(`OIDC discovery from "${address}" failed: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

/** The provider with the fields that were sent. */
function changed(provider: CustomProvider, fields: Fields): CustomProvider {
  const isOidc = provider.providerType === "oidc";
  const scopes = fields.scopes ?? provider.scopes;
  const address = (sent: string, known: string | null) => (sent === "" ? known : sent);
  return {
    ...provider,
    name: fields.name || provider.name,
    clientId: fields.client_id || provider.clientId,
    acceptableClientIds: fields.acceptable_client_ids ?? provider.acceptableClientIds,
    scopes: isOidc && !scopes.includes("openid") ? ["openid", ...scopes] : scopes,
    pkceEnabled: fields.pkce_enabled ?? provider.pkceEnabled,
    attributeMapping: fields.attribute_mapping ?? provider.attributeMapping,
    customClaimsAllowlist: fields.custom_claims_allowlist ?? provider.customClaimsAllowlist,
    authorizationParams: parametersOf(fields) ?? provider.authorizationParams,
    enabled: fields.enabled ?? provider.enabled,
    emailOptional: fields.email_optional ?? provider.emailOptional,
    ...(isOidc
      ? {
          issuer: address(fields.issuer, provider.issuer),
          discoveryUrl: address(fields.discovery_url, provider.discoveryUrl),
          skipNonceCheck: fields.skip_nonce_check ?? provider.skipNonceCheck,
        }
      : {
          authorizationUrl: address(fields.authorization_url, provider.authorizationUrl),
          tokenUrl: address(fields.token_url, provider.tokenUrl),
          userinfoUrl: address(fields.userinfo_url, provider.userinfoUrl),
          jwksUri: address(fields.jwks_uri, provider.jwksUri),
        }),
  };
}

function typeOf({ provider_type: type }: Fields): CustomProvider["providerType"] {
  if (type !== "oauth2" && type !== "oidc") throw invalid("provider_type must be either 'oauth2' or 'oidc'");
  return type;
}

function requireComplete(fields: Fields, type: CustomProvider["providerType"]): void {
  if (fields.identifier === "") throw invalid("identifier is required");
  requirePrefix(fields.identifier);
  if (!/^[a-z0-9][a-z0-9:-]{0,48}[a-z0-9]$/.test(fields.identifier))
    throw invalid("identifier may hold lowercase letters, digits and hyphens only");
  for (const name of ["name", "client_id", "client_secret"] as const)
    if (fields[name] === "") throw invalid(`${name} is required`);
  if (type === "oidc" && fields.issuer === "") throw invalid("issuer is required for OIDC providers");
  if (type === "oidc") return;
  for (const name of ["authorization_url", "token_url", "userinfo_url"] as const)
    if (fields[name] === "") throw invalid(`${name} is required for OAuth2 providers`);
}

function requirePrefix(identifier: string): void {
  if (!identifier.startsWith("custom:"))
    throw invalid(`identifier must start with 'custom:' prefix, e.g. 'custom:${identifier}'`);
}

function checkRules(fields: Fields): void {
  const reserved = Object.keys(fields.authorization_params ?? {}).find((name) => reservedParameters.includes(name));
  if (reserved !== undefined) throw invalid(`Cannot override reserved OAuth parameter: ${reserved}`);
  const target = Object.keys(fields.attribute_mapping ?? {}).find((name) => protectedFields.includes(name));
  if (target !== undefined) throw invalid(`Cannot map to protected system field: ${target}`);
  if (fields.custom_claims_allowlist?.some((name) => name.trim() === "") === true)
    throw invalid("custom_claims_allowlist entries must be non-empty strings");
}

function parametersOf({ authorization_params: sent }: Fields): Readonly<Record<string, string>> | undefined {
  if (sent === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      if (typeof value !== "string") throw invalid(`Authorization parameter "${name}" must be a string`);
      return [name, value];
    }),
  );
}
