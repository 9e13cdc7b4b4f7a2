/**
 * The last copy of each visited page and its assets: network first for pages, cache first for immutable assets. And the
 * messages of the pages this browser follows.
 */
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
interface PushEvent extends ExtendableEvent {
  readonly data: { text(): string } | null;
}
interface NotificationEvent extends ExtendableEvent {
  readonly notification: Notification;
}
interface WindowClient {
  readonly url: string;
  postMessage(message: unknown): void;
  focus(): Promise<unknown>;
}
interface WorkerScope {
  readonly location: Location;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window" }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: NotificationEvent) => void): void;
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

self.addEventListener("push", (event) => {
  const message = messageIn(event.data?.text());
  if (message !== null) event.waitUntil(tell(message));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(String(event.notification.data)));
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

/** What the function `notify` sends (channels/push.ts). */
interface PushMessage {
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly tag: string;
  /** Of a subscription that is to be confirmed. */
  readonly confirm: { readonly url: string; readonly token: string } | null;
}

/** Shows a message. One that asks for confirmation is answered first: that it arrived here is the proof. */
async function tell({ title, body, url, tag, confirm }: PushMessage): Promise<void> {
  if (confirm !== null) {
    const token = await confirmed(confirm);
    if (token === null) return;
    for (const client of await self.clients.matchAll({ type: "window" }))
      client.postMessage({ type: "subscribed", token });
  }
  await self.registration.showNotification(title, { body, tag, data: url });
}

async function confirmed({ url, token }: { url: string; token: string }): Promise<string | null> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return response.ok ? textOf(await response.json(), "token") : null;
}

/** Brings up the page a message is about: in its tab if there is one. */
async function show(url: string): Promise<void> {
  const open = (await self.clients.matchAll({ type: "window" })).find((client) => client.url === url);
  await (open === undefined ? self.clients.openWindow(url) : open.focus());
}

function messageIn(text: string | undefined): PushMessage | null {
  try {
    const data: unknown = JSON.parse(text ?? "");
    const [title, body, url, tag] = ["title", "body", "url", "tag"].map((name) => textOf(data, name));
    const [confirmUrl, token] = ["confirm_url", "confirm_token"].map((name) => textOf(data, name));
    if (!title || !url) return null;
    const confirm = confirmUrl && token ? { url: confirmUrl, token } : null;
    return { title, body: body ?? "", url, tag: tag ?? "", confirm };
  } catch {
    return null;
  }
}

function textOf(data: unknown, name: string): string | null {
  const value: unknown = typeof data === "object" && data !== null ? Reflect.get(data, name) : null;
  return typeof value === "string" ? value : null;
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
