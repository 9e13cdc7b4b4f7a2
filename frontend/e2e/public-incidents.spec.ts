import type { PageChange, PageSnapshot } from "../src/features/pages/snapshot.ts";
import { expectAccessible } from "./support/axe.ts";
import { badNight, northwind } from "./support/northwind.ts";
import { ids, noticeRows, withNotices } from "./support/northwind-notices.ts";
import { expect, type Site, test } from "./support/site.ts";

const title = "Elevated card declines in the EU";

function publish(site: Site, snapshot: PageSnapshot): void {
  for (const [question, rows] of Object.entries(noticeRows)) site.upstream.rows.set(question, rows);
  site.upstream.set(snapshot);
}

/** What the database sends when a page goes from one snapshot to the next. */
function changeTo(snapshot: PageSnapshot): PageChange {
  const { version, generated_at, status, groups, components, incidents, maintenances, past } = snapshot;
  return {
    version,
    previous_version: version - 1,
    generated_at,
    changes: {
      status,
      groups: groups.map(({ id, status: worst }) => ({ id, status: worst })),
      components: components.map(({ id, status: now, since, cause, uptime, days }) => ({
        id,
        status: now,
        since,
        cause,
        uptime,
        today: days.statuses.slice(-1),
        today_details: days.details[days.end] ?? null,
      })),
      incidents,
      maintenances,
      past,
    },
  };
}

for (const width of [1280, 390]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, contextOptions: { reducedMotion: "reduce" } });

    test("the status page has no violations and does not scroll sideways", async ({ page, site }) => {
      publish(site, withNotices(northwind({ statuses: badNight })));
      await page.goto(`${site.url}/status/northwind`);
      // A day and its incident are open while they are judged.
      await page
        .getByRole("slider")
        .first()
        .click({ position: { x: 3, y: 20 } });
      await expectAccessible(page, { themes: "both" });
    });

    test("nor has any other view", async ({ page, site, complaints }) => {
      publish(site, withNotices(northwind({ statuses: badNight })));
      const folders = [
        `incidents/${ids.certificate}`,
        `maintenance/${ids.keys}`,
        "history",
        `incidents/${ids.unknown}`,
      ];
      for (const folder of folders) {
        await page.goto(`${site.url}/status/northwind/${folder}`);
        if (folder === "history") await page.getByText("All components").first().click();
        await expectAccessible(page, { themes: "both" });
      }
      // The browser itself reports the 404 of the last page.
      expect(complaints.splice(0).filter((text) => !text.includes("404"))).toEqual([]);
    });
  });
}

test("an incident opens, moves on and ends on an open page, announced once each time", async ({ page, site }) => {
  publish(site, northwind({ version: 12 }));
  await page.goto(`${site.url}/status/northwind`);
  await expect(page.getByText("No incidents since 8 November.")).toBeVisible();
  await expect.poll(() => site.upstream.realtime.listeners).toBe(1);
  const heard: string[] = [];
  await page.exposeFunction("hear", (text: string) => heard.push(text));
  await page.evaluate(() => {
    const region = document.querySelector("p[role=status]");
    if (region === null) return;
    const tell: unknown = Reflect.get(window, "hear");
    new MutationObserver(() => typeof tell === "function" && tell(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });

  const night = withNotices(northwind({ version: 13, statuses: badNight }));
  publish(site, night);
  site.upstream.realtime.broadcast(changeTo(night));
  const card = page.getByRole("article", { name: title });
  await expect(card).toContainText("Dublin link");
  await expect(card.locator("strong", { hasText: "Dublin link" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Scheduled maintenance" })).toBeVisible();
  await expect(page.getByText("Identified. See the top of this page.")).toBeVisible();

  const [incident] = night.incidents;
  if (incident === undefined) throw new Error("the night has an incident");
  const moved = { ...night, version: 14, incidents: [{ ...incident, status: "monitoring" as const }] };
  publish(site, moved);
  site.upstream.realtime.broadcast(changeTo(moved));
  await expect(card.locator("[aria-current=step]")).toContainText("Monitoring");

  const ended = {
    ...withNotices(northwind({ version: 15 })),
    incidents: [],
    past: [
      {
        ...incident,
        status: "resolved" as const,
        resolved_at: night.generated_at,
        component_ids: [],
        body: "It is over.",
      },
      ...night.past,
    ],
  };
  publish(site, ended);
  site.upstream.realtime.broadcast(changeTo(ended));
  await expect(card).toHaveCount(0);
  await expect(page.getByText("Resolved. It is over.")).toBeVisible();
  await expect
    .poll(() => heard)
    .toEqual([
      `New incident: ${title}. Maintenance planned: Reporting database upgrade. Maintenance planned: Key rotation for 3-D Secure. 4 components changed. Partial outage`,
      `${title}: monitoring`,
      `${title}: resolved. 4 components changed. All systems operational`,
    ]);
});

test("an incident's page follows a new version of the page", async ({ page, site }) => {
  publish(site, withNotices(northwind({ statuses: badNight })));
  await page.goto(`${site.url}/status/northwind/incidents/${ids.declines}`);
  await expect(page).toHaveTitle(`${title} · Northwind Payments Status`);
  await expect(page.getByText("edited 03:12")).toBeVisible();
  await expect.poll(() => site.upstream.realtime.listeners).toBe(1);
  await expect(page.getByText(/^Live/)).toBeVisible();

  const question = `page_incident ${ids.declines}`;
  const [row] = noticeRows[question] ?? [];
  const news = {
    id: "00000000-0000-4000-8000-000000000104",
    status: "monitoring",
    body: "Declines are back to **normal**.",
    displayed_at: "2026-11-21T02:30:00+00:00",
    edited_at: null,
    components: [],
  };
  const next = withNotices(northwind({ version: 13, statuses: badNight }));
  site.upstream.set(next);
  site.upstream.rows.set(question, [
    { ...row, status: "monitoring", updates: [news, ...(Array.isArray(row?.updates) ? row.updates : [])] },
  ]);
  site.upstream.realtime.broadcast({ ...changeTo(next), changes: null });
  await expect(page.locator("strong", { hasText: "normal" })).toBeVisible();
  await expect(page.getByRole("status")).toHaveText("New update: Monitoring");
});

test("a day's bar leads to its incident, by pointer and by keyboard", async ({ page, site }) => {
  publish(site, withNotices(northwind()));
  await page.goto(`${site.url}/status/northwind`);
  const bars = page.getByRole("slider", { name: "Card authorisation, last 90 days" });
  await bars.click({ position: { x: 38 * 5 + 1, y: 20 } });
  await expect(bars).toHaveAttribute("aria-valuetext", /^1 October: major outage, 42\smin, 1 incident$/);
  const link = page.getByRole("link", { name: "Gateway certificate expired" }).first();
  await page.keyboard.press("Tab");
  await expect(link).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(bars).toBeFocused();
  await expect(link).toHaveCount(0);
  await bars.click({ position: { x: 38 * 5 + 1, y: 20 } });
  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Gateway certificate expired");
  await expect(page.getByRole("article", { name: "Postmortem" })).toContainText("A certificate ran out.");
});

test("the calendar is one stop; arrows go by day and over the edge, Enter to the list", async ({ page, site }) => {
  publish(site, withNotices(northwind()));
  await page.goto(`${site.url}/status/northwind/history`);
  const today = page.getByRole("link", { name: "21 November: 1 incident, 1 maintenance" });
  await expect(today).toHaveAttribute("tabindex", "0");
  await expect(page.locator('[data-day][tabindex="0"]')).toHaveCount(1);
  await today.focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("gridcell", { name: "14 November: no incidents" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#day-2026-11-15$/);
  await expect(page.locator("#day-2026-11-15")).toContainText("Webhook deliveries delayed");
  await page.getByRole("link", { name: "15 November: 2 incidents" }).focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("PageUp");
  await expect(page.getByRole("gridcell", { name: "15 September: no incidents" })).toBeFocused();
  await page.keyboard.press("PageUp");
  await expect(page).toHaveURL(/month=2026-08#cal-2026-08-15$/);
  await expect(page.getByRole("gridcell", { name: "15 August: no incidents" })).toBeFocused();
  await expect(page.getByText("No incidents in August 2026.")).toBeVisible();
});

test("on a phone the menu leads to the history, which shows one month", async ({ page, site }) => {
  await page.setViewportSize({ width: 390, height: 900 });
  publish(site, withNotices(northwind()));
  await page.goto(`${site.url}/status/northwind`);
  await page.getByLabel("Menu").click();
  await page.getByRole("link", { name: "History", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
  await expect(page.getByRole("grid")).toHaveCount(1);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("incidents, months and components are read by plain links", async ({ page, site }) => {
    publish(site, withNotices(northwind({ statuses: badNight })));
    await page.goto(`${site.url}/status/northwind`);
    await page.getByRole("link", { name: title }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.getByText("ongoing")).toBeVisible();
    await expect(page.getByRole("button")).toHaveCount(0);
    await page.getByRole("link", { name: "History", exact: true }).click();
    await page.getByRole("link", { name: "Earlier: October 2026" }).click();
    await expect(page.getByRole("link", { name: "Gateway certificate expired" })).toBeVisible();
    await page.getByText("All components").first().click();
    await page.getByRole("link", { name: "Payouts" }).click();
    await expect(page.getByText("No incidents of Payouts in October 2026.")).toBeVisible();
  });
});
