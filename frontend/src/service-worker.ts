/** The last copy of each visited page and its assets. Network first for pages, cache first for immutable assets. */
interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface KeepEvent extends ExtendableEvent {
  readonly data: unknown;
}
interface WorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: KeepEvent) => void): void;
}
declare const self: WorkerScope;

const pagesCache = "heliograph-pages-1";
const assetsCache = "heliograph-assets-1";
const maxAssets = 60;
const maxPages = 40;
const staleSinceHeader = "x-heliograph-stale-since";
/** Our own note on a kept copy: when the server last vouched for it. */
const keptAtHeader = "x-heliograph-kept-at";

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (isKeepRequest(event.data)) event.waitUntil(keepAll(event.data.urls));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(fromCacheFirst(request));
  else if (url.pathname.startsWith("/status/")) event.respondWith(fromNetworkFirst(request));
});

async function fromCacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(assetsCache);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function fromNetworkFirst(request: Request): Promise<Response> {
  const cache = await caches.open(pagesCache);
  const key = pageKey(new URL(request.url));
  try {
    const response = await fetch(request);
    if (response.status >= 500) return (await keptCopy(cache, key)) ?? response;
    // Gone or made private: the copy goes as well.
    if (response.status === 404) await cache.delete(key);
    else await remember(cache, key, response.clone());
    return response;
  } catch (error) {
    const kept = await keptCopy(cache, key);
    if (kept === null) throw error;
    return kept;
  }
}

/** Keeps a new copy, or renews the note on the old one after "not modified". */
async function remember(cache: Cache, key: string, response: Response): Promise<void> {
  const source = response.status === 304 ? await cache.match(key) : response;
  if (source === undefined || !source.ok) return;
  const headers = new Headers(source.headers);
  headers.set(keptAtHeader, response.headers.get(staleSinceHeader) ?? new Date().toISOString());
  await cache.put(key, new Response(await source.arrayBuffer(), { status: 200, headers }));
}

async function keptCopy(cache: Cache, key: string): Promise<Response | null> {
  const kept = await cache.match(key);
  if (kept === undefined) return null;
  const headers = new Headers(kept.headers);
  headers.set(staleSinceHeader, headers.get(keptAtHeader) ?? new Date().toISOString());
  return new Response(kept.body, { status: 200, headers });
}

/** What the page loaded before this worker controlled it; answered by the browser's own cache, not the network. */
async function keepAll(urls: readonly string[]): Promise<void> {
  const pages = await caches.open(pagesCache);
  const assets = await caches.open(assetsCache);
  await Promise.allSettled(
    urls.map(async (address) => {
      const url = new URL(address);
      if (url.origin !== self.location.origin) return;
      const isAsset = url.pathname.startsWith("/assets/");
      if (isAsset && (await assets.match(address)) !== undefined) return;
      if (!isAsset && !url.pathname.startsWith("/status/")) return;
      const response = await fetch(address, { cache: "force-cache" });
      if (!response.ok) return;
      if (isAsset) await assets.put(address, response);
      else await remember(pages, pageKey(url), response);
    }),
  );
  await forgetOldest(assets, maxAssets);
  await forgetOldest(pages, maxPages);
}

/** A page is known by its path; the months and components of its history by their query as well. */
function pageKey({ pathname, searchParams }: URL): string {
  if (!/\/history(?:\.json)?$/.test(pathname)) return pathname;
  const parts = ["month", "component"].map((name) => `${name}=${encodeURIComponent(searchParams.get(name) ?? "")}`);
  return `${pathname}?${parts.join("&")}`;
}

async function forgetOldest(cache: Cache, most: number): Promise<void> {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

function isKeepRequest(data: unknown): data is { type: "keep"; urls: string[] } {
  return (
    typeof data === "object" &&
    data !== null &&
    "type" in data &&
    data.type === "keep" &&
    "urls" in data &&
    Array.isArray(data.urls)
  );
}
