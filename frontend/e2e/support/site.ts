import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { createNodeHandler } from "../../server/node.ts";
import { FixtureUpstream } from "./fixture-upstream.ts";

/** The page handler on a port of its own, before a fixture that answers like Supabase. */
export class Site {
  readonly upstream = new FixtureUpstream();
  #server: Server | null = null;
  #cacheDir = "";
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#cacheDir = await mkdtemp(join(tmpdir(), "heliograph-pages-"));
    await this.upstream.start();
    await this.startHandler();
  }

  async startHandler(): Promise<void> {
    const { listener } = await createNodeHandler({
      supabaseUrl: this.upstream.url,
      publishableKey: "sb_publishable_fixture",
      cacheDir: this.#cacheDir,
      siteUrl: this.url,
      times: { offlineAfterMs: 1_000 },
    });
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    const address = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    this.#server = server;
  }

  async stopHandler(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async stop(): Promise<void> {
    await this.stopHandler();
    await this.upstream.stop();
    await rm(this.#cacheDir, { recursive: true, force: true });
  }
}

/** A site per test; anything unexpected in the browser's console fails the test. */
export const test = base.extend<{ site: Site; complaints: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter to know what a fixture needs
  site: async ({}, use) => {
    const site = new Site();
    await site.start();
    await use(site);
    await site.stop();
  },
  complaints: [
    // The site is named so that it outlives this check: its end would fill the console.
    async ({ page, site: _site }, use) => {
      const complaints = collectComplaints(page);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  return complaints;
}

export { expect };
