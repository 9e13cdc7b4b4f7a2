import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A server with the endpoints of GitHub that signing in needs: https://docs.github.com/apps/oauth-apps/building-oauth-apps */
export interface GithubServer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who sits at the browser. */
  user: { readonly id: number; readonly login: string; readonly name: string | null; readonly email: string | null };
  emails: readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[];
  /** Whether consent is cancelled. */
  isCancelled: boolean;
  close(): Promise<void>;
}

/** Starts it. */
export async function startGithub(): Promise<GithubServer> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const github: GithubServer = {
    url: `http://127.0.0.1:${port}`,
    clientId: "Iv1.heliograph",
    clientSecret: "a secret of GitHub",
    user: { id: 1, login: "octocat", name: null, email: null },
    emails: [],
    isCancelled: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  /** The challenge of each code that was given out, and the tokens. */
  const codes = new Map<string, string>();
  const tokens = new Set<string>();

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    const target = new URL(query.get("redirect_uri") ?? "");
    target.searchParams.set("state", query.get("state") ?? "");
    if (github.isCancelled) {
      target.searchParams.set("error", "access_denied");
      target.searchParams.set("error_description", "The user has denied your application access.");
    } else {
      const code = randomUUID();
      codes.set(code, query.get("code_challenge") ?? "");
      target.searchParams.set("code", code);
    }
    response.writeHead(302, { location: target.href }).end();
  };
  const exchange = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const fields = new URLSearchParams(Buffer.concat(chunks).toString());
    const code = fields.get("code") ?? "";
    const challenge = createHash("sha256")
      .update(fields.get("code_verifier") ?? "")
      .digest("base64url");
    const isKnown = codes.get(code) === challenge;
    codes.delete(code);
    // GitHub answers 200 to all of it.
    if (fields.get("client_id") !== github.clientId || fields.get("client_secret") !== github.clientSecret)
      return send(response, { error: "incorrect_client_credentials" });
    if (!isKnown) return send(response, { error: "bad_verification_code" });
    const token = `gho_${randomUUID()}`;
    tokens.add(token);
    return send(response, { access_token: token, token_type: "bearer", scope: "user:email" });
  };
  server.on("request", (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", github.url);
    const isSignedIn = tokens.has(request.headers.authorization?.replace(/^bearer /i, "") ?? "");
    if (pathname === "/login/oauth/authorize") authorize(searchParams, response);
    else if (pathname === "/login/oauth/access_token") void exchange(request, response);
    else if (!isSignedIn) send(response, { message: "Bad credentials" }, 401);
    else if (pathname === "/api/v3/user") send(response, github.user);
    else if (pathname === "/api/v3/user/emails") send(response, github.emails);
    else send(response, { message: "Not Found" }, 404);
  });
  return github;
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
