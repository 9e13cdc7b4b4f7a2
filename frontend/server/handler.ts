import { ByteCache } from "./byte-cache.ts";
import { cardPath, dashboardDocument } from "./dashboard.ts";
import { Documents, type PreparedPage } from "./documents.ts";
import { TooManyLookups } from "./lookup-limit.ts";
import { type NoticeAddress, NoticePages, readNoticePath } from "./notice-pages.ts";
import { NoticeSource } from "./notice-source.ts";
import { type CacheTimes, PageCache, type PageEntry, type SnapshotStore } from "./page-cache.ts";
import { type Compressors, PreparedDocument, type ReadyResponse, webCompressors } from "./responses.ts";
import { commonHeaders } from "./security-headers.ts";
import type { BuildInfo, Renderer } from "./types.ts";
import { readRow, restRpc, restUpstream } from "./upstream.ts";

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

const slugPattern = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const pagePath = new RegExp(`^/status/(${slugPattern})(\\.json)?/?$`);
const subscriptionPath = /^\/status\/([a-z0-9-]{1,63})\/subscription\/?$/;

/**
 * Serves the built dashboard and renders public pages, with nothing but Web standards: it runs wherever `fetch`
 * handlers do. `/status/:slug` is HTML, `/status/:slug.json` the snapshot, both from memory and revalidated against
 * Supabase at most once a second per page; incidents, maintenance and the history stand below that address.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { renderer, build, assets, supabaseUrl, publishableKey, siteUrl } = options;
  const browserSupabaseUrl = options.browserSupabaseUrl === undefined ? supabaseUrl : options.browserSupabaseUrl;
  const isHttps = siteUrl?.startsWith("https:") ?? false;
  const security = { connectOrigins: browserSupabaseUrl === null ? [] : [new URL(browserSupabaseUrl).origin], isHttps };
  const now = options.now ?? Date.now;
  const onError = options.onError ?? (() => {});
  const documents = new Documents({
    renderer,
    build,
    security,
    compressors: options.compressors ?? webCompressors,
    siteUrl,
    browserSupabaseUrl,
    publishableKey,
    now,
  });
  const call = restRpc({
    supabaseUrl,
    publishableKey,
    fetch: options.fetch ?? fetch,
    timeoutMs: options.upstreamTimeoutMs ?? 3_000,
  });

  const cache = new PageCache<PreparedPage>({
    upstream: restUpstream(call, browserSupabaseUrl ?? ""),
    store: options.store ?? null,
    parseStored: ({ version, etag, json }) => readRow(version, etag, json),
    prepare: (row, offlineSince) => documents.page(row, offlineSince),
    onError,
    now,
    ...(options.times === undefined ? {} : { times: options.times }),
  });

  const notices = new NoticePages({
    source: new NoticeSource({ call, now }),
    prepare: (...facts) => documents.notice(...facts),
    siteUrl,
  });
  /** Documents in a page's frame: one a page and kind, whatever the ids that were asked for. */
  const framed = new ByteCache<PreparedDocument>(4 * 1024 * 1024);

  async function pageResponse(slug: string, isJson: boolean): Promise<PreparedDocument> {
    try {
      const entry = await cache.get(slug);
      if (entry === null) return noPage(isJson);
      return isJson ? entry.prepared.json : entry.prepared.html;
    } catch (error) {
      return notServed(isJson, error);
    }
  }

  async function noticeResponse(address: NoticeAddress, query: URLSearchParams): Promise<PreparedDocument> {
    const { slug, kind, format } = address;
    const isData = format !== "html";
    try {
      const entry = await cache.get(slug);
      if (entry === null) return noPage(isData);
      const found = await notices.get(address, query, entry);
      if (found === null && kind !== "history" && !isData) return missingNotice(kind, entry);
      return found?.[format] ?? documents.error(404, "notice_not_found", "The page shows no such thing");
    } catch (error) {
      return notServed(isData, error);
    }
  }

  async function subscriptionResponse(slug: string): Promise<PreparedDocument> {
    try {
      const entry = await cache.get(slug);
      return entry === null ? noPage(false) : inFrame("subscription", entry, () => documents.subscription(entry));
    } catch (error) {
      return notServed(false, error);
    }
  }

  function missingNotice(kind: "incident" | "maintenance", entry: PageEntry<unknown>): Promise<PreparedDocument> {
    return inFrame(kind, entry, () => documents.missingNotice(kind, entry));
  }

  async function inFrame(
    kind: string,
    { row, offlineSince }: PageEntry<unknown>,
    make: () => Promise<PreparedDocument>,
  ): Promise<PreparedDocument> {
    const { id, slug } = row.snapshot.page;
    const key = `${id} ${slug} ${row.etag} ${offlineSince} ${kind}`;
    const known = framed.get(key);
    if (known !== undefined) return known;
    const made = await make();
    framed.set(key, made, made.bytes);
    return made;
  }

  function noPage(isData: boolean): Promise<PreparedDocument> | PreparedDocument {
    return isData
      ? documents.error(404, "page_not_found", "No public page has this address")
      : documents.plain("missing");
  }

  function notServed(isData: boolean, error: unknown): Promise<PreparedDocument> | PreparedDocument {
    // Made-up addresses are no fault of ours, and must not fill the log either.
    if (!(error instanceof TooManyLookups)) onError("page not served", error);
    return isData
      ? documents.error(503, "unavailable", "This cannot be read right now")
      : documents.plain("unavailable");
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

  async function route({ pathname: path, searchParams }: URL): Promise<PreparedDocument> {
    const notice = readNoticePath(path);
    if (notice !== null) return noticeResponse(notice, searchParams);
    const subscription = subscriptionPath.exec(path)?.[1];
    if (subscription !== undefined) return subscriptionResponse(subscription);
    const match = pagePath.exec(path);
    if (match?.[1] !== undefined) return pageResponse(match[1], match[2] !== undefined);
    if (path.startsWith("/status/") || path === "/status") return documents.plain("missing");
    const isFile = path !== "/index.html" && (path.includes(".") || path.startsWith("/assets/"));
    if (isFile) return (await assetResponse(path)) ?? documents.plain("missing");
    // Every other address belongs to the dashboard, which knows its own routes.
    const index = await assets.get("/index.html");
    if (index === null) return documents.plain(path === "/" ? "landing" : "missing");
    const html = new TextDecoder().decode(index.bytes);
    const takesCards = path === cardPath;
    return dashboardDocument(html, { ...security, browserSupabaseUrl, publishableKey, takesCards });
  }

  async function handle(request: Request): Promise<Response> {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: preflightHeaders });
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD, OPTIONS", ...commonHeaders(isHttps) } });
    }
    const prepared = await route(new URL(request.url));
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
