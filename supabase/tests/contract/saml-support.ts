import type { SupabaseClient } from "@supabase/supabase-js";
import { expect } from "vitest";
import { readRequest, type Statement, TestIdp } from "../helpers/saml-idp.ts";
import { makeOrganization, required } from "../helpers/world.ts";
import type { OwnAuth } from "./auth-support.ts";
import { uniqueSlug } from "./support.ts";

/** Where the administrator's API has them. */
export const providersPath = "/auth/v1/admin/sso/providers";
/** The page of the application that waits. */
export const callback = "http://auth.test/auth/callback?for=provider";
/** How every answer is refused that is not what it says. */
export const invalidAssertion = { error: "invalid_request", error_code: "validation_failed" };
/** What the hook refuses. */
export const foreign = {
  error: "access_denied",
  error_description: "This identity provider does not speak for this address.",
};

/** An identity provider and what it is known as. */
export interface Connection {
  readonly auth: OwnAuth;
  readonly idp: TestIdp;
  readonly id: string;
  readonly domain: string;
}

/** Asks with the secret key. */
export async function administer(auth: OwnAuth, method: string, path: string, fields?: object) {
  const response = await auth.request(path, {
    method,
    headers: { apikey: auth.secretKey, "content-type": "application/json" },
    ...(fields !== undefined && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, body: await response.json() };
}

/** An identity provider, registered for a domain that its organization has proven. */
export async function connect(
  auth: OwnAuth,
  { isProven = true, fields = {} }: { isProven?: boolean; fields?: object } = {},
): Promise<Connection & { organizationId: string }> {
  const idp = new TestIdp();
  const domain = `${uniqueSlug("acme")}.example`;
  const created = await administer(auth, "POST", providersPath, {
    type: "saml",
    metadata_xml: idp.metadata,
    domains: [domain],
    ...fields,
  });
  expect(created.status).toBe(201);
  const { id } = created.body;
  const organizationId = await makeOrganization(auth.db, await auth.db.createUser());
  await auth.db.sql`
    insert into private.sso_domains (domain, provider, organization_id, default_role, proven_at)
    values (${domain}, ${`sso:${id}`}, ${organizationId}, 'operator', ${isProven ? new Date() : null})`;
  return { auth, idp, id, domain, organizationId };
}

/** Somebody wants to sign in. */
export async function begin({ auth, domain }: Pick<Connection, "auth" | "domain">) {
  const client = auth.client("publishable", { flowType: "pkce" });
  const { data, error } = await client.auth.signInWithSSO({ domain, options: { redirectTo: callback } });
  if (error !== null) throw error;
  return { client, url: data.url, request: readRequest(data.url) };
}

/** The browser brings an answer. @returns where it is sent on to */
export async function bring(auth: OwnAuth, response: string, relayState?: string): Promise<URL> {
  const body = new URLSearchParams({
    SAMLResponse: response,
    ...(relayState !== undefined && { RelayState: relayState }),
  });
  const answer = await auth.request("/auth/v1/sso/saml/acs", { method: "POST", body });
  return new URL(answer.headers.get("location") ?? "");
}

/** What the application reads of a failure. */
export const told = (target: URL) => Object.fromEntries(target.searchParams);

/** Signs in as the application does. */
export async function signIn(connection: Connection, statement: Statement): Promise<SupabaseClient> {
  const { client, request } = await begin(connection);
  const target = await bring(connection.auth, connection.idp.respond(request, statement), request.relayState);
  expect(target.href).toMatch(/^http:\/\/auth\.test\/auth\/callback\?for=provider&code=[0-9a-f-]{36}$/);
  const { error } = await client.auth.exchangeCodeForSession(required(target.searchParams.get("code") ?? undefined));
  expect(error).toBeNull();
  return client;
}

/** How many accounts have the address. */
export async function accounts(auth: OwnAuth, email: string): Promise<number> {
  return (await auth.db.sql`select 1 from auth.users where email = ${email}`).length;
}
