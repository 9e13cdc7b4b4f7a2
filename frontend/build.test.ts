import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { buildFrontend } from "./build.ts";
import { northwind } from "./e2e/support/northwind.ts";
import type { BuildInfo, PublicEntry, Renderer } from "./server/types.ts";

const dist = join(import.meta.dirname, "dist");
let build: BuildInfo;
let sizes: Record<PublicEntry, number>;

beforeAll(async () => {
  await buildFrontend();
  build = JSON.parse(await readFile(join(dist, "build.json"), "utf8"));
  sizes = {
    status: await sizeOf("status"),
    notice: await sizeOf("notice"),
    history: await sizeOf("history"),
    subscription: await sizeOf("subscription"),
  };
}, 120_000);

/** Everything a visitor's browser loads by itself. What only a change of an incident brings is not in it. */
async function sizeOf(entry: PublicEntry): Promise<number> {
  const { script, preloads, late } = build.entries[entry];
  const files = await Promise.all([script, ...preloads, ...late].map((url) => stat(join(dist, "client", `${url}.gz`))));
  expect(files.length).toBeGreaterThan(1);
  return files.reduce((sum, { size }) => sum + size, 0);
}

test.each(["status", "notice", "history", "subscription"] as const)(
  "all JavaScript of a %s page, socket included, is at most 100 kB gzipped",
  (entry) => {
    expect(sizes[entry]).toBeLessThanOrEqual(100_000);
  },
);

test("no page for visitors holds anything of Stripe", async () => {
  const urls = Object.values(build.entries).flatMap(({ script, preloads, late }) => [script, ...preloads, ...late]);
  const texts = await Promise.all(urls.map((url) => readFile(join(dist, "client", url), "utf8")));
  expect(texts.filter((text) => text.includes("js.stripe.com"))).toEqual([]);
});

test("the first load of fifty components is at most 170 KiB, font included", async () => {
  const renderer: Renderer = await import(pathToFileURL(join(dist, "server/entry-server.js")).href);
  const { html } = renderer.renderPage({
    snapshot: northwind({ size: 50 }),
    etag: 'W/"v1"',
    snapshotUrl: "/status/northwind.json",
    canonicalUrl: null,
    offlineSince: null,
    renderedAt: "2026-11-21T02:25:09.000Z",
    supabaseUrl: null,
    publishableKey: "sb_publishable_x",
    build,
  });
  const font = (await stat(join(dist, "client", build.font))).size;
  const worker = (await stat(join(dist, "client/sw.js.gz"))).size;
  const total = gzipSync(html).byteLength + font + worker + sizes.status;
  expect(total).toBeLessThanOrEqual(170 * 1024);
});
