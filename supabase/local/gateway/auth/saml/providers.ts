import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { z } from "zod";
import type { Queries } from "../users.ts";

const Attribute = z.object({
  name: z.string().optional(),
  names: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  array: z.boolean().optional(),
});

/** Which attributes of an assertion become which claims. */
export const AttributeMapping = z.object({ keys: z.record(z.string(), Attribute).optional() });
export type AttributeMapping = z.infer<typeof AttributeMapping>;

/** An identity provider as it is stored. */
export interface SsoProvider {
  readonly id: string;
  readonly resourceId: string | null;
  readonly disabled: boolean | null;
  readonly entityId: string;
  readonly metadataXml: string;
  readonly metadataUrl: string | null;
  readonly attributeMapping: unknown;
  readonly nameIdFormat: string | null;
  readonly domains: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly samlUpdatedAt: Date;
}

/** How one is looked for. */
export type ProviderKey =
  | { readonly id: string }
  | { readonly resourceId: string }
  | { readonly entityId: string }
  | { readonly domain: string };

/** The identity provider of this id, resource, entity or e-mail domain. */
export async function findProvider(sql: Queries, key: ProviderKey): Promise<SsoProvider | undefined> {
  const where =
    "id" in key
      ? sql`p.id = ${key.id}`
      : "resourceId" in key
        ? sql`lower(p.resource_id) = lower(${key.resourceId})`
        : "entityId" in key
          ? sql`s.entity_id = ${key.entityId}`
          : sql`p.id = (select d.sso_provider_id from auth.sso_domains d where lower(d.domain) = lower(${key.domain}))`;
  const [provider] = await select(sql, where);
  return provider;
}

/** All of them; one resource's, or those whose resource begins so. */
export async function listProviders(sql: Queries, resource: string, prefix: string): Promise<readonly SsoProvider[]> {
  if (resource !== "") return select(sql, sql`p.resource_id = ${resource}`);
  return select(sql, prefix === "" ? sql`true` : sql`starts_with(p.resource_id, ${prefix})`);
}

async function select(sql: Queries, where: postgres.PendingQuery<postgres.Row[]>): Promise<readonly SsoProvider[]> {
  return sql<SsoProvider[]>`
    select p.id, p.resource_id as "resourceId", p.disabled, p.created_at as "createdAt", p.updated_at as "updatedAt",
      s.entity_id as "entityId", s.metadata_xml as "metadataXml", s.metadata_url as "metadataUrl",
      coalesce(s.attribute_mapping, '{}') as "attributeMapping", s.name_id_format as "nameIdFormat", s.updated_at as "samlUpdatedAt",
      array(select d.domain from auth.sso_domains d where d.sso_provider_id = p.id order by d.created_at, d.domain) as domains
    from auth.sso_providers p join auth.saml_providers s on s.sso_provider_id = p.id where ${where} order by p.created_at, p.id`;
}

/** What an administrator decides about a provider. */
export type ProviderFields = Pick<
  SsoProvider,
  | "resourceId"
  | "disabled"
  | "entityId"
  | "metadataXml"
  | "metadataUrl"
  | "attributeMapping"
  | "nameIdFormat"
  | "domains"
>;

/** Writes a new provider. @returns its id */
export async function insertProvider(tx: Queries, fields: ProviderFields): Promise<string> {
  const id = randomUUID();
  await tx`
    insert into auth.sso_providers (id, resource_id, disabled, created_at, updated_at)
    values (${id}, ${fields.resourceId}, ${fields.disabled}, now(), now())`;
  await tx`
    insert into auth.saml_providers (id, sso_provider_id, entity_id, metadata_xml, metadata_url, attribute_mapping, name_id_format, created_at, updated_at)
    values (${randomUUID()}, ${id}, ${fields.entityId}, ${fields.metadataXml}, ${fields.metadataUrl},
      ${JSON.stringify(fields.attributeMapping)}::text::jsonb, ${fields.nameIdFormat}, now(), now())`;
  await setDomains(tx, id, fields.domains);
  return id;
}

/** Writes what has changed of a provider. */
export async function updateProvider(tx: Queries, id: string, fields: ProviderFields): Promise<void> {
  await tx`
    update auth.sso_providers set resource_id = ${fields.resourceId}, disabled = ${fields.disabled}, updated_at = now() where id = ${id}`;
  await tx`
    update auth.saml_providers set metadata_xml = ${fields.metadataXml}, metadata_url = ${fields.metadataUrl}, updated_at = now(),
      attribute_mapping = ${JSON.stringify(fields.attributeMapping)}::text::jsonb, name_id_format = ${fields.nameIdFormat}
    where sso_provider_id = ${id}`;
  await setDomains(tx, id, fields.domains);
}

/** Notes metadata that was fetched anew. */
export async function storeMetadata(sql: Queries, id: string, xml: string): Promise<void> {
  await sql`update auth.saml_providers set metadata_xml = ${xml}, updated_at = now() where sso_provider_id = ${id}`;
}

async function setDomains(tx: Queries, id: string, domains: readonly string[]): Promise<void> {
  await tx`delete from auth.sso_domains where sso_provider_id = ${id} and domain <> all (${[...domains]}::text[])`;
  for (const domain of domains)
    await tx`
      insert into auth.sso_domains (id, sso_provider_id, domain, created_at, updated_at)
      select ${randomUUID()}, ${id}, ${domain}, now(), now()
      where not exists (select 1 from auth.sso_domains where sso_provider_id = ${id} and domain = ${domain})`;
}
