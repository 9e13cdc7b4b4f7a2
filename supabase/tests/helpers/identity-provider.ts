import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import Provider from "oidc-provider";
import { z } from "zod";

const Tokens = z.looseObject({ id_token: z.string() });

/** Somebody whom the identity provider knows. */
export interface Known {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** An OpenID provider on this machine, for one client. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who can sign in, by the name the page shows. */
  readonly people: Map<string, Known>;
  /** What a broken or hostile provider puts into its id_tokens: other claims, or another signature. */
  falsified: { readonly claims: JWTPayload; readonly isForged?: boolean } | undefined;
  close(): Promise<void>;
}

/** Starts one. Its page has a button for everybody it knows, and one to cancel. */
export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const { privateKey: foreignKey } = await generateKeyPair("RS256");
  const issuer = `http://127.0.0.1:${port}`;
  const idp: IdentityProvider = {
    issuer,
    clientId: "heliograph",
    clientSecret: "a secret of the identity provider",
    people: new Map(),
    falsified: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const provider = new Provider(issuer, {
    clients: [{ client_id: idp.clientId, client_secret: idp.clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "test", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["a key of the test"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 300, Grant: 300, Interaction: 300, Session: 300, IdToken: 300 },
    findAccount: (_, accountId) => ({
      accountId,
      claims: async () => ({ sub: accountId, ...idp.people.get(accountId) }),
    }),
    // Whoever signs in has agreed to what the client asks for.
    loadExistingGrant: async ({ oidc: { client, session, params } }) => {
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(String(params?.["scope"]));
      await grant.save();
      return grant;
    },
  });
  provider.use(async ({ path, response }, next) => {
    await next();
    if (idp.falsified === undefined || path !== "/token") return;
    const { claims, isForged = false } = idp.falsified;
    const tokens = Tokens.parse(response.body);
    const token = await new SignJWT({ ...decodeJwt(tokens.id_token), ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "test" })
      .sign(isForged ? foreignKey : privateKey);
    response.body = { ...tokens, id_token: token };
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/") !== true) void answer(request, response);
    else
      interact(provider, idp, request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
  });
  return idp;
}

async function interact(
  provider: Provider,
  { people }: IdentityProvider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") {
    const buttons = [...people.keys(), "cancel"].map(
      (name) => `<button name="choice" value="${name}">${name}</button>`,
    );
    const page = `<!doctype html><html lang="en"><title>Identity provider</title><form method="post">${buttons.join("")}</form>`;
    response.writeHead(200, { "content-type": "text/html" }).end(page);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get("choice") ?? "cancel";
  const result =
    accountId === "cancel"
      ? { error: "access_denied", error_description: "Somebody changed their mind" }
      : { login: { accountId, remember: false } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
