import * as oauth from "openid-client";
import { z } from "zod";
import type { ExternalSettings, Settings } from "../../settings.ts";
import { type CustomProvider, findCustomProvider } from "./custom-provider-rows.ts";
import { ForbiddenUrl, providerFetch, requirePublicHost } from "./provider-fetch.ts";
import { githubPerson, googlePerson, type Person, personOf } from "./provider-people.ts";
import type { ProviderSecrets } from "./provider-secrets.ts";
import type { Queries } from "./users.ts";

/** A provider that can be asked who somebody is. */
export interface OauthProvider {
  /** `google`, `github` or `custom:<name>`. */
  readonly name: string;
  readonly client: oauth.Configuration;
  /** Further parameters of the address that people are sent to. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly usesPkce: boolean;
  /** Whether it answers with a signed id_token, which is then required. */
  readonly isOidc: boolean;
  readonly checksNonce: boolean;
  readonly emailOptional: boolean;
  readonly scopesWith: (wanted: string) => readonly string[];
  readonly person: (tokens: Tokens) => Promise<Person>;
}

/** What the provider's token endpoint answered, checked. */
export type Tokens = Awaited<ReturnType<typeof oauth.authorizationCodeGrant>>;

/** There is no such provider, or it is switched off; in GoTrue's words. */
export class UnknownProvider extends Error {}

interface Options {
  readonly external: Settings["auth"]["external"];
  readonly secrets: ProviderSecrets;
  /** Tests have their providers on this machine, without TLS. */
  readonly isTest: boolean;
}

const Claims = z.record(z.string(), z.unknown());
const googleIssuer = "https://accounts.google.com";
const keptMs = 60 * 60 * 1000;
const timeoutSeconds = 10;

/** The providers of this stack: those of config.toml, and those that were added through the admin API. */
export class OauthProviders {
  readonly secrets: ProviderSecrets;
  readonly #options: Options;
  readonly #clients = new Map<string, { readonly client: Promise<oauth.Configuration>; readonly until: number }>();

  constructor(options: Options) {
    this.#options = options;
    this.secrets = options.secrets;
  }

  /** Whether one of the well-known providers is set up. */
  isOn(name: string): boolean {
    const { google, github } = this.#options.external;
    return (name === "google" && google.client_id !== "") || (name === "github" && github.client_id !== "");
  }

  /** The provider of this name. @throws UnknownProvider, and whatever goes wrong when its server is asked */
  async find(sql: Queries, name: string): Promise<OauthProvider> {
    const { google, github } = this.#options.external;
    const lower = name.toLowerCase();
    if (lower === "google" && this.isOn(lower)) return this.#google(google);
    if (lower === "github" && this.isOn(lower)) return this.#github(github);
    if (!lower.startsWith("custom:")) throw new UnknownProvider("provider is not enabled");
    const custom = await findCustomProvider(sql, lower);
    if (custom === undefined) throw new UnknownProvider(`custom provider ${lower} not found`);
    if (!custom.enabled) throw new UnknownProvider(`custom provider ${lower} is disabled`);
    const secret = this.secrets.open(custom.clientSecret, custom.id);
    return custom.providerType === "oidc" ? this.#oidc(custom, secret) : this.#oauth2(custom, secret);
  }

  /** @throws ForbiddenUrl unless the address may be one of a provider */
  async requireUrl(address: string): Promise<void> {
    const url = URL.parse(address);
    if (url === null) throw new ForbiddenUrl("Invalid URL format");
    if (!this.#options.isTest) await requirePublicHost(url);
  }

  /** Reads what an OpenID provider says of itself. @throws an error when it does not answer, or is another one */
  async discover(issuer: string, discoveryUrl: string | null): Promise<oauth.ServerMetadata> {
    return (await this.#discovered(issuer, discoveryUrl, "discovery", oauth.None())).serverMetadata();
  }

  async #google({ client_id: id, secret, url }: ExternalSettings): Promise<OauthProvider> {
    const issuer = url !== "" && this.#options.isTest ? url : googleIssuer;
    return {
      name: "google",
      client: await this.#kept(`google ${id}`, () => this.#discovered(issuer, null, id, secretAuthentication(secret))),
      parameters: {},
      usesPkce: true,
      isOidc: true,
      checksNonce: true,
      emailOptional: false,
      scopesWith: (wanted) => unique(["openid", "email", "profile", ...wanted.split(/[\s,]+/)]),
      person: async (tokens) => googlePerson({ ...tokens.claims() }),
    };
  }

  async #github({ client_id: id, secret, url }: ExternalSettings): Promise<OauthProvider> {
    const host = url === "" ? "https://github.com" : url.replace(/\/+$/, "");
    const api = url === "" ? "https://api.github.com" : `${host}/api/v3`;
    const client = this.#configured(
      new oauth.Configuration(
        {
          issuer: `${host}/login/oauth`,
          authorization_endpoint: `${host}/login/oauth/authorize`,
          token_endpoint: `${host}/login/oauth/access_token`,
        },
        id,
        undefined,
        oauth.ClientSecretPost(secret),
      ),
    );
    const read = async (path: string, { access_token: token }: Tokens) =>
      readJson(await oauth.fetchProtectedResource(client, token, new URL(`${api}${path}`), "GET"));
    return {
      name: "github",
      client,
      parameters: {},
      usesPkce: true,
      isOidc: false,
      checksNonce: false,
      emailOptional: false,
      scopesWith: (wanted) => unique(["user:email", ...wanted.split(/[\s,]+/)]),
      person: async (tokens) => githubPerson(api, await read("/user", tokens), await read("/user/emails", tokens)),
    };
  }

  async #oidc(provider: CustomProvider, secret: string): Promise<OauthProvider> {
    const { issuer, discoveryUrl, clientId } = provider;
    if (issuer === null) throw new UnknownProvider(`OIDC provider ${provider.identifier} missing issuer`);
    const key = `${provider.identifier} ${provider.updatedAt.getTime()}`;
    return {
      ...this.#custom(provider),
      client: await this.#kept(key, () =>
        this.#discovered(issuer, discoveryUrl, clientId, secretAuthentication(secret)),
      ),
      isOidc: true,
      checksNonce: !provider.skipNonceCheck,
      scopesWith: (wanted) => unique(["openid", ...(wanted.trim() === "" ? provider.scopes : wanted.split(/\s+/))]),
      person: async (tokens) => personOf({ ...tokens.claims() }, provider),
    };
  }

  #oauth2(provider: CustomProvider, secret: string): OauthProvider {
    const { authorizationUrl, tokenUrl, userinfoUrl } = provider;
    if (authorizationUrl === null || tokenUrl === null || userinfoUrl === null)
      throw new UnknownProvider(`OAuth2 provider ${provider.identifier} missing required endpoints`);
    const server = {
      issuer: new URL(authorizationUrl).origin,
      authorization_endpoint: authorizationUrl,
      token_endpoint: tokenUrl,
    };
    const authentication = oauth.ClientSecretBasic(secret);
    const client = this.#configured(new oauth.Configuration(server, provider.clientId, undefined, authentication));
    return {
      ...this.#custom(provider),
      client,
      isOidc: false,
      checksNonce: false,
      scopesWith: (wanted) => (wanted.trim() === "" ? provider.scopes : unique(wanted.split(/\s+/))),
      person: async ({ access_token: token }) => {
        const answer = await oauth.fetchProtectedResource(client, token, new URL(userinfoUrl), "GET");
        return personOf(Claims.parse(await readJson(answer)), provider);
      },
    };
  }

  #custom({ identifier, authorizationParams, pkceEnabled, emailOptional }: CustomProvider) {
    return { name: identifier, parameters: authorizationParams, usesPkce: pkceEnabled, emailOptional };
  }

  async #discovered(issuer: string, discoveryUrl: string | null, clientId: string, authentication: oauth.ClientAuth) {
    const { isTest } = this.#options;
    const url = new URL(discoveryUrl ?? `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`);
    const client = await oauth.discovery(url, clientId, undefined, authentication, {
      [oauth.customFetch]: providerFetch(isTest),
      timeout: timeoutSeconds,
      // Otherwise the connection alone would vouch for the id_token.
      execute: [oauth.enableNonRepudiationChecks, ...(isTest ? [oauth.allowInsecureRequests] : [])],
    });
    const metadata = client.serverMetadata();
    if (metadata.issuer !== issuer) throw new Error(`issuer mismatch: expected ${issuer}, got ${metadata.issuer}`);
    const required = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
    const missing = required.filter((name) => metadata[name] === undefined);
    if (missing.length > 0) throw new Error(`the document is missing required fields: ${missing.join(", ")}`);
    return client;
  }

  #configured(client: oauth.Configuration): oauth.Configuration {
    const { isTest } = this.#options;
    client.timeout = timeoutSeconds;
    client[oauth.customFetch] = providerFetch(isTest);
    if (isTest) oauth.allowInsecureRequests(client);
    return client;
  }

  /** What a server says of itself, and its keys, are asked for once an hour; a failure is not kept. */
  #kept(key: string, ask: () => Promise<oauth.Configuration>): Promise<oauth.Configuration> {
    const known = this.#clients.get(key);
    if (known !== undefined && known.until > Date.now()) return known.client;
    for (const [other, { until }] of this.#clients) if (until <= Date.now()) this.#clients.delete(other);
    const client = ask();
    this.#clients.set(key, { client, until: Date.now() + keptMs });
    client.catch(() => this.#clients.delete(key));
    return client;
  }
}

/** As RFC 6749 asks for, unless the server says that it takes the secret in the body alone. */
function secretAuthentication(secret: string): oauth.ClientAuth {
  const basic = oauth.ClientSecretBasic(secret);
  const post = oauth.ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    return (methods.includes("client_secret_basic") ? basic : post)(server, client, body, headers);
  };
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`the provider answered ${response.status}`);
  return response.json();
}

function unique(scopes: readonly string[]): readonly string[] {
  return [...new Set(scopes.filter((scope) => scope !== ""))];
}
