import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { buildFrontend } from "./build.ts";
import { northwind } from "./e2e/support/northwind.ts";
import type { BuildInfo, Renderer } from "./server/types.ts";

const dist = join(import.meta.dirname, "dist");
let build: BuildInfo;
let scripts: number[];

beforeAll(async () => {
  await buildFrontend();
  build = JSON.parse(await readFile(join(dist, "build.json"), "utf8"));
  scripts = await Promise.all(
    build.publicScripts.map(async (url) => (await stat(join(dist, "client", `${url}.gz`))).size),
  );
}, 120_000);

test("all JavaScript of the public page, socket included, is at most 100 kB gzipped", () => {
  expect(scripts.length).toBeGreaterThan(1);
  expect(scripts.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100_000);
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
  const total = gzipSync(html).byteLength + font + worker + scripts.reduce((sum, size) => sum + size, 0);
  expect(total).toBeLessThanOrEqual(170 * 1024);
});
