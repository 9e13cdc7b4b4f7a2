import type postgres from "postgres";
import { connect } from "../../postgres/database.ts";
import { readBody } from "../body.ts";
import type { Caller } from "../caller.ts";
import { App } from "../lite.ts";
import { headersJson, requestContext } from "../request-context.ts";
import { json, tooLarge } from "../responses.ts";
import { restConnection } from "./connection.ts";

/** `/rest/v1` by lite, under the caller's role. */
export interface RestApi {
  fetch(request: Request, caller: Caller): Promise<Response>;
  close(): Promise<void>;
}

export interface RestOptions {
  readonly url: string;
  readonly adminUrl: string;
  readonly schemas: readonly string[];
  readonly maxRows: number;
  readonly maxConnections: number;
}

const internalKey = "caller";
const maxBodyBytes = 16 * 1024 * 1024;

/** Starts the REST API and follows the database's schema: every `notify pgrst` makes it read the catalogue again. */
export async function startRestApi(options: RestOptions): Promise<RestApi> {
  const rest = restConnection({ ...options, max: options.maxConnections });
  const app = new App({
    connection: rest.connection,
    api: { enabled: true, schemas: [...options.schemas], max_rows: options.maxRows },
    auth: { enabled: false },
    storage: { enabled: false },
    studio: { enabled: false },
    options: {
      server: {
        disableStudio: true,
        apiKeys: {
          // The gateway has identified the caller already; lite takes the claims from the context of the request.
          resolver: async () => ({ type: "publishable", claims: { ...requestContext.getStore()?.claims } }),
        },
      },
    },
  });
  await app.init();
  const listener = await listen(options.adminUrl, () => rest.reload());
  // The first request shall not wait for the catalogue.
  await rest.connection.introspect();

  return {
    async fetch(request, caller) {
      // Names go into the text of statements, which a NUL would end early.
      if (request.url.includes("%00"))
        return json({ code: "PGRST100", message: "The address holds a NUL", details: null, hint: null }, 400);
      const url = new URL(request.url);
      url.searchParams.delete("apikey");
      const headers = new Headers(request.headers);
      const context = {
        claims: caller.claims,
        headersJson: headersJson(headers),
        method: request.method,
        path: url.pathname.slice("/rest/v1".length),
      };
      headers.delete("authorization");
      headers.set("apikey", internalKey);
      // Whole, not as a stream: lite needs all of it, and web streams cost more than everything else here.
      const body = request.method === "GET" || request.method === "HEAD" ? null : await readBody(request, maxBodyBytes);
      if (body === undefined) return tooLarge();
      const init = { method: request.method, headers, body };
      return requestContext.run(context, () => app.fetch(new Request(url, init)));
    },
    async close() {
      await listener.end();
      await rest.close();
    },
  };
}

async function listen(url: string, onReload: () => void): Promise<postgres.Sql> {
  const sql = connect(url, { applicationName: "heliograph rest listener" });
  // Called again after every reconnect: what happened meanwhile is read as well.
  await sql.listen("pgrst", onReload, onReload);
  return sql;
}
