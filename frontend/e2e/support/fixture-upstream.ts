import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PageSnapshot } from "../../src/features/pages/snapshot.ts";
import { FixtureRealtime } from "./fixture-realtime.ts";
import { northwindLogo } from "./northwind.ts";

/**
 * A real HTTP server that answers `GET /rest/v1/rpc/page_snapshot` as Supabase's REST API does, from snapshots a test
 * sets, and holds one logo. It can be stopped and started again on the same port.
 */
export class FixtureUpstream {
  readonly snapshots = new Map<string, PageSnapshot>();
  /** Answers of the other functions, by name and what they are asked for ("page_incident <id>"). */
  readonly rows = new Map<string, readonly unknown[]>();
  readonly realtime = new FixtureRealtime();
  requests = 0;
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get logoUrl(): string {
    return `${this.url}/storage/v1/object/public/logos/northwind.svg`;
  }

  set(snapshot: PageSnapshot): void {
    this.snapshots.set(snapshot.page.slug, snapshot);
  }

  async start(port = this.#port): Promise<void> {
    const server = createServer((request, response) => {
      this.requests += 1;
      const url = new URL(request.url ?? "/", this.url);
      if (url.pathname.startsWith("/storage/")) {
        response.writeHead(200, { "content-type": "image/svg+xml" }).end(northwindLogo);
      } else if (url.pathname === "/rest/v1/rpc/page_snapshot" && request.headers.apikey !== undefined) {
        const rows = this.#rows(url.searchParams);
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(rows));
      } else if (url.pathname.startsWith("/rest/v1/rpc/") && request.headers.apikey !== undefined) {
        const rows = this.rows.get(this.#question(url)) ?? [];
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(rows));
      } else {
        response.writeHead(404).end();
      }
    });
    this.realtime.attach(server);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    this.realtime.dropAll();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #question({ pathname, searchParams }: URL): string {
    const { slug: _, ...args } = Object.fromEntries(searchParams);
    return [pathname.split("/").at(-1), ...Object.values(args)].join(" ");
  }

  #rows(query: URLSearchParams): Record<string, unknown>[] {
    const snapshot = this.snapshots.get(query.get("slug") ?? "");
    if (snapshot === undefined) return [];
    const { version, generated_at } = snapshot;
    // The database keeps a logo as the path of an object; the address is the handler's work.
    const { logo_url, ...page } = snapshot.page;
    const body = { ...snapshot, page: { ...page, logo_path: logo_url?.split("/logos/")[1] ?? null } };
    const row: Record<string, unknown> = { version, etag: `v${version}`, generated_at, body };
    const columns = query.get("select")?.split(",") ?? Object.keys(row);
    return [Object.fromEntries(columns.map((column) => [column, row[column]]))];
  }
}
