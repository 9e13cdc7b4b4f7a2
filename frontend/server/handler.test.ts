import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FixtureUpstream } from "../e2e/support/fixture-upstream.ts";
import { northwind } from "../e2e/support/northwind.ts";
import * as renderer from "../src/routes/public/entry-server.tsx";
import { type AssetSource, createHandler, type Handler } from "./handler.ts";

const build = {
  buildId: "b1",
  css: "body{margin:0}",
  entries: {
    status: { script: "/assets/main-1.js", preloads: [], late: [], css: "" },
    notice: { script: "/assets/notice-1.js", preloads: [], late: [], css: "" },
    history: { script: "/assets/history-1.js", preloads: [], late: [], css: "" },
    subscription: { script: "/assets/subscription-1.js", preloads: [], late: [], css: "" },
  },
  font: "/assets/f.woff2",
};
const assets: AssetSource = {
  get: async (path) =>
    path === "/assets/main-1.js"
      ? {
          contentType: "text/javascript; charset=utf-8",
          bytes: new TextEncoder().encode("1;"),
          br: new Uint8Array([1]),
        }
      : null,
};

const upstream = new FixtureUpstream();
let handler: Handler;

beforeEach(async () => {
  await upstream.start();
  upstream.snapshots.clear();
  upstream.set(northwind({ logoUrl: upstream.logoUrl }));
  handler = createHandler({
    supabaseUrl: upstream.url,
    publishableKey: "sb_publishable_x",
    siteUrl: "https://status.example",
    renderer,
    build,
    assets,
  });
});
afterEach(() => upstream.stop());

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  handler(new Request(`http://localhost${path}`, { method, headers }));

describe("a page", () => {
  test("is HTML with the state in it, tagged and cacheable", async () => {
    const response = await get("/status/northwind");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toContain("max-age=0");
    expect(await response.text()).toContain("All systems operational");
    const again = await get("/status/northwind", { "if-none-match": response.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  });

  test("names each inline script and style by its hash, and allows nothing wholesale", async () => {
    const response = await get("/status/northwind");
    const policy = response.headers.get("content-security-policy") ?? "";
    const html = await response.text();
    for (const [, tag, text = ""] of html.matchAll(/<(script|style)>(.*?)<\/\1>/gs)) {
      const hash = createHash("sha256").update(text).digest("base64");
      expect(policy, `${tag} is allowed`).toContain(`'sha256-${hash}'`);
    }
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain(`img-src 'self' data: ${upstream.url}`);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(response.headers.get("strict-transport-security")).toContain("max-age");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("is compressed once asked for", async () => {
    const response = await get("/status/northwind", { "accept-encoding": "gzip, deflate" });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("vary")).toBe("accept-encoding");
    const stream = response.body?.pipeThrough(new DecompressionStream("gzip"));
    expect(await new Response(stream ?? null).text()).toContain("All systems operational");
  });
});

describe("its JSON", () => {
  test("is the snapshot, fields of later versions included, open to every origin", async () => {
    upstream.set({ ...northwind(), ...{ incidents: [] } });
    const response = await get("/status/northwind.json");
    expect(await response.json()).toEqual({ ...northwind(), incidents: [] });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect((await get("/status/northwind.json", { "if-none-match": '"other", W/"v12"' })).status).toBe(304);
  });

  test("answers a preflight for the conditional header", async () => {
    const response = await get("/status/northwind.json", {}, "OPTIONS");
    expect(response.headers.get("access-control-allow-headers")).toContain("if-none-match");
  });
});

describe("addresses without a page", () => {
  test("unknown ones and those that cannot be one read the same", async () => {
    const [unknown, odd] = await Promise.all([get("/status/nobody"), get("/status/..%2f..%2fetc")]);
    expect([unknown.status, odd.status]).toEqual([404, 404]);
    const text = await unknown.text();
    expect(text).toContain("This page does not exist or is not public");
    expect(await odd.text()).toBe(text);
    expect((await get("/status/nobody.json")).status).toBe(404);
  });

  test("a snapshot that is none is not shown, and the last good one stays", async () => {
    await get("/status/northwind");
    upstream.snapshots.clear();
    const broken = northwind({ version: 13 });
    upstream.set({ ...broken, components: JSON.parse('[{"id": 1}]') });
    expect((await get("/status/northwind")).status).toBe(200);
  });

  test("nothing known and nobody to ask: 503, not an empty page", async () => {
    await upstream.stop();
    const response = await get("/status/northwind");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("30");
    expect(await response.text()).toContain("not available right now");
  });
});

describe("files", () => {
  test("with a hash in their name are immutable and precompressed", async () => {
    const response = await get("/assets/main-1.js", { "accept-encoding": "br" });
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("content-encoding")).toBe("br");
    expect((await get("/assets/none.js")).status).toBe(404);
  });

  test("other methods are refused", async () => {
    expect((await get("/status/northwind", {}, "POST")).status).toBe(405);
  });
});

describe("the fast path", () => {
  test("answers once the page is in memory, with the same bytes", async () => {
    expect(handler.tryFast("GET", "/status/northwind", {})).toBeNull();
    const slow = await get("/status/northwind");
    const fast = handler.tryFast("GET", "/status/northwind?utm=1", {});
    expect(new TextDecoder().decode(fast?.body ?? undefined)).toBe(await slow.text());
    expect(fast?.headers.etag).toBe(slow.headers.get("etag"));
    expect(handler.tryFast("GET", "/status/northwind.json", { "if-none-match": 'W/"v12"' })?.status).toBe(304);
    expect(handler.tryFast("HEAD", "/status/northwind.json", {})?.body).toBeNull();
  });

  test.each([
    ["POST", "/status/northwind"],
    ["GET", "/"],
    ["GET", "/status/other"],
    ["GET", "/assets/main-1.js"],
  ])("leaves %s %s to the handler", async (method, url) => {
    await get("/status/northwind");
    expect(handler.tryFast(method, url, {})).toBeNull();
  });
});
