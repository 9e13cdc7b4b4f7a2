import type { PageChange } from "../src/features/pages/snapshot.ts";
import { northwind } from "./support/northwind.ts";
import { expect, test } from "./support/site.ts";

function outage(version: number): PageChange {
  const { status, components } = northwind({ statuses: { "Card authorisation": "major_outage" } });
  const [card] = components;
  return {
    version,
    previous_version: version - 1,
    generated_at: "2026-11-21T02:26:00.000Z",
    changes: {
      status,
      groups: [{ id: "group-1", status: "major_outage" }],
      components: [
        {
          id: card?.id ?? "",
          status: "major_outage",
          since: "2026-11-21T02:26:00.000Z",
          cause: "monitor",
          uptime: 99.9,
          today: "m",
          today_details: { uptime: 99.9, seconds: { major_outage: 60 } },
        },
      ],
    },
  };
}

test("a change arrives without reload: row, headline, title, icon and one announcement", async ({ page, site }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  await expect(page.getByText(/^Live/)).toBeVisible();
  await expect.poll(() => site.upstream.realtime.listeners).toBe(1);
  site.upstream.realtime.broadcast(outage(13));
  const row = page.locator("li", { has: page.getByText("Card authorisation", { exact: true }) });
  await expect(row.locator(".row-status")).toHaveText("Major outage");
  await expect(row).toHaveClass(/is-changed/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Major outage");
  await expect(page).toHaveTitle("Major outage · Northwind Payments Status");
  await expect(page.getByRole("status")).toHaveText("Card authorisation: major outage");
});

test("a gap in versions leads to the whole snapshot", async ({ page, site }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  await expect.poll(() => site.upstream.realtime.listeners).toBe(1);
  site.upstream.set(northwind({ version: 20, statuses: { Wallets: "degraded_performance" } }));
  site.upstream.realtime.broadcast({ ...outage(20), changes: null });
  const row = page.locator("li", { has: page.getByText("Wallets", { exact: true }) });
  await expect(row.locator(".row-status")).toHaveText("Degraded");
});

test("a lost socket is said and comes back", async ({ page, site, complaints }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  await expect(page.getByText(/^Live/)).toBeVisible();
  site.upstream.realtime.isRefusing = true;
  site.upstream.realtime.dropAll();
  await expect(page.getByText(/^Reconnecting/)).toBeVisible();
  site.upstream.realtime.isRefusing = false;
  await expect(page.getByText(/^Live/)).toBeVisible();
  complaints.length = 0;
});

test("with Supabase gone the page is served with its age, even after a restart of the handler", async ({
  page,
  site,
  complaints,
}) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  await site.upstream.stop();
  await site.stopHandler();
  await site.startHandler();
  await expect(async () => {
    await page.goto(`${site.url}/status/northwind`);
    await expect(page.getByText(/^Offline · from \d\d:\d\d$/)).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("All systems operational");
  await site.upstream.start();
  await page.reload();
  await expect(page.getByText(/^Live/)).toBeVisible();
  complaints.length = 0;
});

test("with everything gone the browser still has the page", async ({ page, site, complaints }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  const kept = () =>
    page.evaluate(async () => {
      const pages = await (await caches.open("heliograph-pages-1")).keys();
      const assets = await (await caches.open("heliograph-assets-1")).keys();
      return pages.some(({ url }) => url.endsWith("/northwind")) && assets.some(({ url }) => url.endsWith(".js"));
    });
  await expect.poll(kept).toBe(true);
  await site.stopHandler();
  await site.upstream.stop();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("All systems operational");
  await expect(page.getByText(/^Offline · from/)).toBeVisible();
  complaints.length = 0;
});
