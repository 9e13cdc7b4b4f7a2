import { z } from "zod";
import { json } from "../../responses.ts";
import { AuthFailure, invalid } from "../failure.ts";
import { type AuthParts, type Handler, requireAdmin } from "../parts.ts";
import { type AuthRequest, fieldsOf, isUuid, text } from "../requests.ts";
import { fetchMetadata } from "./fetch-metadata.ts";
import { type IdentityProvider, nameIdFormats, readMetadata } from "./metadata.ts";
import {
  AttributeMapping,
  findProvider,
  insertProvider,
  listProviders,
  type SsoProvider,
  updateProvider,
} from "./providers.ts";

const resourcePrefix = "resource_";

const Fields = z.object({
  type: text,
  metadata_url: text,
  metadata_xml: text,
  domains: z.array(z.string().min(1)).optional(),
  attribute_mapping: AttributeMapping.default({}),
  name_id_format: text,
  resource_id: z.string().optional(),
  disabled: z.boolean().optional(),
});
type Fields = z.infer<typeof Fields>;

/** `GET /admin/sso/providers` */
export const listSsoProviders: Handler = async ({ sql }, request) => {
  requireAdmin(request);
  const { searchParams } = request.url;
  const named = (field: string) => searchParams.get(field) ?? "";
  const providers = await listProviders(sql, named("resource_id"), named("resource_id_prefix"));
  return json({ items: providers.map((provider) => shown({ ...provider, metadataXml: "" })) });
};

/** `POST /admin/sso/providers` */
export const createSsoProvider: Handler = async (parts, request) => {
  requireAdmin(request);
  const fields = fieldsOf(Fields, request);
  if (fields.type !== "saml") throw invalid("Only 'saml' supported for SSO provider type");
  check(fields);
  const read = await metadataOf(parts, fields);
  if (read === undefined) throw invalid("Either metadata_xml or metadata_url must be set");
  const { entityId } = read.provider;
  if ((await findProvider(parts.sql, { entityId })) !== undefined) {
    const message = `SAML Identity Provider with this EntityID (${entityId}) already exists`;
    throw new AuthFailure(422, "saml_idp_already_exists", message);
  }
  for (const domain of fields.domains ?? []) {
    const taken = await findProvider(parts.sql, { domain });
    if (taken !== undefined)
      throw domainTaken(`SSO Domain '${domain}' is already assigned to an SSO identity provider (${taken.id})`);
  }
  const id = await parts.sql.begin((tx) =>
    insertProvider(tx, {
      resourceId: fields.resource_id ?? null,
      disabled: fields.disabled ?? null,
      entityId,
      metadataXml: read.xml,
      metadataUrl: orNull(fields.metadata_url),
      attributeMapping: fields.attribute_mapping,
      nameIdFormat: orNull(fields.name_id_format),
      domains: fields.domains ?? [],
    }),
  );
  return json(shown(await requireProvider(parts, id)), 201);
};

/** `GET /admin/sso/providers/:id` */
export const readSsoProvider: Handler = async (parts, request) => json(shown(await requireNamed(parts, request)));

/** `PUT /admin/sso/providers/:id` */
export const changeSsoProvider: Handler = async (parts, request) => {
  const provider = await requireNamed(parts, request);
  const fields = fieldsOf(Fields, request);
  check(fields);
  const read = await metadataOf(parts, fields);
  if (read !== undefined && read.provider.entityId !== provider.entityId) {
    const message = `SAML Metadata can be updated only if the EntityID matches for the provider; expected '${provider.entityId}' but got '${read.provider.entityId}'`;
    throw new AuthFailure(400, "saml_entity_id_mismatch", message);
  }
  for (const domain of fields.domains ?? []) {
    const taken = await findProvider(parts.sql, { domain });
    if (taken !== undefined && taken.id !== provider.id)
      throw domainTaken(`SSO domain '${domain}' already assigned to another provider (${taken.id})`);
  }
  const { resource_id: resourceId = provider.resourceId ?? "", attribute_mapping: mapping } = fields;
  await parts.sql
    .begin((tx) =>
      updateProvider(tx, provider.id, {
        resourceId: orNull(resourceId),
        disabled: fields.disabled ?? provider.disabled,
        entityId: provider.entityId,
        metadataXml: read?.xml ?? provider.metadataXml,
        metadataUrl: orNull(fields.metadata_url) ?? provider.metadataUrl,
        attributeMapping: mapping.keys === undefined ? provider.attributeMapping : mapping,
        nameIdFormat: orNull(fields.name_id_format),
        domains: fields.domains ?? provider.domains,
      }),
    )
    .catch((cause: unknown) => {
      const message = "Updating SSO provider failed, likely due to a conflict. Try again?";
      throw new AuthFailure(422, "conflict", message, { cause });
    });
  return json(shown(await requireProvider(parts, provider.id)));
};

/** `DELETE /admin/sso/providers/:id`: its accounts stay, and nobody signs in to them by it any more. */
export const deleteSsoProvider: Handler = async (parts, request) => {
  const provider = await requireNamed(parts, request);
  await parts.sql`delete from auth.sso_providers where id = ${provider.id}`;
  return json(shown(provider));
};

function check({ metadata_url: url, metadata_xml: xml, name_id_format: format }: Fields): void {
  if (url !== "" && xml !== "") throw invalid("Only one of metadata_xml or metadata_url needs to be set");
  if (url !== "" && !URL.canParse(url)) throw invalid("metadata_url is not a valid URL");
  if (url !== "" && new URL(url).protocol !== "https:") throw invalid("metadata_url is not a HTTPS URL");
  const known: readonly string[] = Object.values(nameIdFormats);
  if (format !== "" && !known.includes(format))
    throw invalid(`name_id_format must be unspecified or one of ${known.join(", ")}`);
}

async function metadataOf(
  { saml }: AuthParts,
  { metadata_url: url, metadata_xml: given }: Fields,
): Promise<{ readonly xml: string; readonly provider: IdentityProvider } | undefined> {
  if (url === "" && given === "") return undefined;
  const xml = given === "" ? await fetchMetadata(url, saml.mayReachPrivate) : given;
  return { xml, provider: await readMetadata(xml) };
}

async function requireNamed(parts: AuthParts, request: AuthRequest): Promise<SsoProvider> {
  requireAdmin(request);
  return requireProvider(parts, request.ids[0] ?? "");
}

async function requireProvider({ sql }: AuthParts, id: string): Promise<SsoProvider> {
  const provider = id.startsWith(resourcePrefix)
    ? await findProvider(sql, { resourceId: id.slice(resourcePrefix.length) })
    : isUuid(id)
      ? await findProvider(sql, { id })
      : undefined;
  if (provider === undefined) throw new AuthFailure(404, "sso_provider_not_found", "SSO Identity Provider not found");
  return provider;
}

/** The provider in the API's form. */
function shown(provider: SsoProvider): object {
  return {
    id: provider.id,
    ...(provider.resourceId !== null && { resource_id: provider.resourceId }),
    disabled: provider.disabled,
    saml: {
      entity_id: provider.entityId,
      ...(provider.metadataXml !== "" && { metadata_xml: provider.metadataXml }),
      ...(provider.metadataUrl !== null && { metadata_url: provider.metadataUrl }),
      attribute_mapping: provider.attributeMapping,
      ...(provider.nameIdFormat !== null && { name_id_format: provider.nameIdFormat }),
    },
    domains: provider.domains.map((domain) => ({ domain })),
    created_at: provider.createdAt,
    updated_at: provider.updatedAt,
  };
}

function domainTaken(message: string): AuthFailure {
  return new AuthFailure(400, "sso_domain_already_exists", message);
}

function orNull(value: string): string | null {
  return value === "" ? null : value;
}
