import { staleSinceHeader } from "../src/features/pages/snapshot-request.ts";
import { dashboardDocument } from "./dashboard.ts";
import { type CacheTimes, PageCache, type SnapshotStore } from "./page-cache.ts";
import { type Compressors, PreparedDocument, type ReadyResponse, webCompressors } from "./responses.ts";
import { commonHeaders, documentHeaders } from "./security-headers.ts";
import type { BuildInfo, PlainPage, RenderedDocument, Renderer } from "./types.ts";
import { readRow, restUpstream, type SnapshotRow } from "./upstream.ts";

/** One file of the build in the encodings that exist. */
export interface Asset {
  contentType: string;
  bytes: Uint8Array;
  gzip?: Uint8Array;
  br?: Uint8Array;
}

/** Where built files come from: a disk, a bundle, a platform's asset binding. */
export interface AssetSource {
  /** @param path starts with "/"; null when there is no such file */
  get(path: string): Promise<Asset | null>;
}

export interface HandlerOptions {
  /** Where this handler reaches Supabase. */
  supabaseUrl: string;
  /** Publishable (or anon) key: the handler sees what the public may see, nothing more. */
  publishableKey: string;
  /** Where a visitor's browser reaches Supabase; null = the origin the page itself came from. Default: `supabaseUrl`. */
  browserSupabaseUrl?: string | null;
  /** Public origin of this site ("https://status.example.com"), for Open Graph and HSTS. */
  siteUrl?: string;
  renderer: Renderer;
  build: BuildInfo;
  assets: AssetSource;
  /** Keeps snapshots beyond this process; without one an outage right after a start leaves nothing to show. */
  store?: SnapshotStore;
  compressors?: Compressors;
  fetch?: typeof fetch;
  times?: Partial<CacheTimes>;
  /** How long one request to Supabase may take, in ms. */
  upstreamTimeoutMs?: number;
  onError?: (message: string, error: unknown) => void;
  now?: () => number;
}

/** Lower-case header names, as Node's `request.headers` and `Object.fromEntries(request.headers)` have them. */
export interface RequestHeaders {
  readonly "accept-encoding"?: string | string[] | undefined;
  readonly "if-none-match"?: string | string[] | undefined;
}

export interface Handler {
  (request: Request): Promise<Response>;
  /**
   * The hot paths without Request and Response objects: a page or its JSON that can be answered at once from memory.
   * Null = ask the handler itself. The answer's objects are shared between requests: send them, never change them.
   * @param url the request target ("/status/demo"), query allowed
   */
  tryFast(method: string | undefined, url: string, headers: RequestHeaders): ReadyResponse | null;
}

interface PreparedPage {
  html: PreparedDocument;
  json: PreparedDocument;
}

const slugPattern = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const pagePath = new RegExp(`^/status/(${slugPattern})(\\.json)?/?$`);
const pageCaching = "public, max-age=0, s-maxage=1, stale-if-error=86400";

/**
 * Serves the built dashboard and renders public pages, with nothing but Web standards: it runs wherever `fetch`
 * handlers do. `/status/:slug` is HTML, `/status/:slug.json` the snapshot, both from memory and revalidated against
 * Supabase at most once a second per page.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { renderer, build, assets, supabaseUrl, publishableKey, siteUrl } = options;
  const browserSupabaseUrl = options.browserSupabaseUrl === undefined ? supabaseUrl : options.browserSupabaseUrl;
  const compressors = options.compressors ?? webCompressors;
  const isHttps = siteUrl?.startsWith("https:") ?? false;
  const security = { connectOrigins: browserSupabaseUrl === null ? [] : [new URL(browserSupabaseUrl).origin], isHttps };
  const encoder = new TextEncoder();
  const now = options.now ?? Date.now;
  const onError = options.onError ?? (() => {});
  const plainPages = new Map<PlainPage, Promise<PreparedDocument>>();

  const cache = new PageCache<PreparedPage>({
    upstream: restUpstream({
      supabaseUrl,
      browserSupabaseUrl: browserSupabaseUrl ?? "",
      publishableKey,
      fetch: options.fetch ?? fetch,
      timeoutMs: options.upstreamTimeoutMs ?? 3_000,
    }),
    store: options.store ?? null,
    parseStored: ({ version, etag, json }) => readRow(version, etag, json),
    prepare,
    onError,
    now,
    ...(options.times === undefined ? {} : { times: options.times }),
  });

  async function prepare({ snapshot, etag, json }: SnapshotRow, offlineSince: number | null): Promise<PreparedPage> {
    const path = `/status/${snapshot.page.slug}`;
    const since = offlineSince === null ? null : new Date(offlineSince).toISOString();
    const tag = etag.replace(/^W\/|"/g, "");
    const jsonTag = `W/"${tag}"`;
    const stale: Record<string, string> = since === null ? {} : { [staleSinceHeader]: since };
    const rendered = renderer.renderPage({
      snapshot,
      etag: jsonTag,
      snapshotUrl: `${path}.json`,
      canonicalUrl: siteUrl === undefined ? null : new URL(path, siteUrl).href,
      offlineSince: since,
      renderedAt: new Date(now()).toISOString(),
      supabaseUrl: browserSupabaseUrl,
      publishableKey,
      build,
    });
    const html = await document(200, rendered, `W/"${tag}.${build.buildId}${offlineSince === null ? "" : ".stale"}"`, {
      "cache-control": pageCaching,
      ...stale,
    });
    const data = new PreparedDocument(200, encoder.encode(json), jsonTag, {
      ...commonHeaders(isHttps),
      "content-type": "application/json; charset=utf-8",
      "cache-control": pageCaching,
      "access-control-allow-origin": "*",
      "access-control-expose-headers": `etag, ${staleSinceHeader}`,
      ...stale,
    });
    await Promise.all([html.compress(compressors), data.compress(compressors)]);
    return { html, json: data };
  }

  async function document(status: number, page: RenderedDocument, etag: string, headers: Record<string, string>) {
    return new PreparedDocument(status, encoder.encode(page.html), etag, {
      ...(await documentHeaders(page, security)),
      "content-type": "text/html; charset=utf-8",
      ...headers,
    });
  }

  async function plainPage(name: PlainPage): Promise<PreparedDocument> {
    const known = plainPages.get(name);
    if (known !== undefined) return known;
    const status = { missing: 404, unavailable: 503, landing: 200 }[name];
    const headers =
      name === "unavailable" ? { "cache-control": "no-store", "retry-after": "30" } : { "cache-control": "no-cache" };
    const made = document(status, renderer.renderPlainPage(name, build), `W/"${name}.${build.buildId}"`, headers);
    plainPages.set(name, made);
    const prepared = await made;
    await prepared.compress(compressors);
    return prepared;
  }

  async function pageResponse(slug: string, isJson: boolean): Promise<PreparedDocument> {
    try {
      const entry = await cache.get(slug);
      if (entry === null)
        return isJson ? jsonError(404, "page_not_found", "No public page has this address") : plainPage("missing");
      return isJson ? entry.prepared.json : entry.prepared.html;
    } catch (error) {
      onError("page not served", error);
      return isJson ? jsonError(503, "unavailable", "The snapshot cannot be read right now") : plainPage("unavailable");
    }
  }

  function jsonError(status: number, code: string, message: string): PreparedDocument {
    const body = { error: { code, message, requestId: crypto.randomUUID() } };
    return new PreparedDocument(status, encoder.encode(JSON.stringify(body)), `W/"${code}"`, {
      ...commonHeaders(isHttps),
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
    });
  }

  async function assetResponse(path: string): Promise<PreparedDocument | null> {
    const asset = await assets.get(path);
    if (asset === null) return null;
    // Names under /assets/ carry a hash of their content.
    const caching = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    const prepared = new PreparedDocument(200, asset.bytes, `W/"${build.buildId}.${asset.bytes.byteLength}"`, {
      ...commonHeaders(isHttps),
      "content-type": asset.contentType,
      "cache-control": caching,
    });
    const { gzip, br } = asset;
    await prepared.compress({
      ...(gzip === undefined ? {} : { gzip: async () => gzip }),
      ...(br === undefined ? {} : { br: async () => br }),
    });
    return prepared;
  }

  async function route(path: string): Promise<PreparedDocument> {
    const match = pagePath.exec(path);
    if (match?.[1] !== undefined) return pageResponse(match[1], match[2] !== undefined);
    if (path.startsWith("/status/") || path === "/status") return plainPage("missing");
    const isFile = path !== "/index.html" && (path.includes(".") || path.startsWith("/assets/"));
    if (isFile) return (await assetResponse(path)) ?? plainPage("missing");
    // Every other address belongs to the dashboard, which knows its own routes.
    const index = await assets.get("/index.html");
    if (index === null) return plainPage(path === "/" ? "landing" : "missing");
    const html = new TextDecoder().decode(index.bytes);
    return dashboardDocument(html, { ...security, browserSupabaseUrl, publishableKey });
  }

  async function handle(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: preflightHeaders });
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD, OPTIONS", ...commonHeaders(isHttps) } });
    }
    const prepared = await route(path);
    const { status, headers, body } = prepared.answer(
      request.method === "HEAD",
      request.headers.get("accept-encoding") ?? undefined,
      request.headers.get("if-none-match") ?? undefined,
    );
    return new Response(body === null ? null : Uint8Array.from(body), { status, headers });
  }

  function tryFast(method: string | undefined, url: string, headers: RequestHeaders): ReadyResponse | null {
    if (method !== "GET" && method !== "HEAD") return null;
    if (!url.startsWith("/status/")) return null;
    const queryAt = url.indexOf("?");
    const end = queryAt === -1 ? url.length : queryAt;
    const isJson = url.endsWith(".json", end);
    const entry = cache.peek(url.slice(8, isJson ? end - 5 : end));
    if (entry === null) return null;
    const prepared = isJson ? entry.prepared.json : entry.prepared.html;
    return prepared.answer(method === "HEAD", single(headers["accept-encoding"]), single(headers["if-none-match"]));
  }

  return Object.assign(handle, { tryFast });
}

const preflightHeaders = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
  "access-control-allow-headers": "if-none-match",
  "access-control-max-age": "86400",
};

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}
