import { expectAccessible } from "./support/axe.ts";
import { badNight, northwind } from "./support/northwind.ts";
import { expect, test } from "./support/site.ts";

for (const width of [1280, 390]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, contextOptions: { reducedMotion: "reduce" } });

    test("no state has violations or scrolls sideways", async ({ page, site, complaints }) => {
      site.upstream.set(northwind({ slug: "calm", logoUrl: site.upstream.logoUrl }));
      site.upstream.set(northwind({ slug: "bad", statuses: badNight, announcement: "Two lines\nof news" }));
      site.upstream.set(northwind({ slug: "empty", isEmpty: true }));
      for (const slug of ["calm", "bad", "empty", "missing"]) {
        await page.goto(`${site.url}/status/${slug}`);
        if (slug === "bad") {
          await page.getByText("Card authorisation", { exact: true }).click();
          await page.getByRole("slider").nth(3).focus();
        }
        await expectAccessible(page, { themes: "both" });
      }
      // The browser itself reports the 404 of the last page.
      expect(complaints.splice(0).filter((text) => !text.includes("404"))).toEqual([]);
    });
  });
}

test("bars are one focus stop and tell each day", async ({ page, site }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  const bars = page.getByRole("slider", { name: "Card authorisation, last 90 days" });
  await expect(bars).toBeVisible();
  await page.locator("summary", { hasText: "Card authorisation" }).focus();
  await page.keyboard.press("Tab");
  await expect(bars).toBeFocused();
  await expect(bars).toHaveAttribute("aria-valuetext", "21 November: operational");
  await expect(page.getByText("Sat 21 Nov 2026")).toBeVisible();
  for (let day = 0; day < 51; day += 1) await page.keyboard.press("ArrowLeft");
  await expect(bars).toHaveAttribute("aria-valuetext", /^1 October: major outage, 42\smin$/);
  await expect(page.locator(".bars-card")).toContainText("Thu 1 Oct 2026");
  await page.keyboard.press("Home");
  await expect(bars).toHaveAttribute("aria-valuetext", "24 August: operational");
  await page.keyboard.press("Escape");
  await expect(page.locator(".bars-card")).toHaveCount(0);
  await expect(bars).toBeFocused();
});

test("a bar shows its day on hover and keeps it on click", async ({ page, site }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  const bars = page.getByRole("slider").first();
  await bars.hover({ position: { x: 38 * 5 + 1, y: 20 } });
  const card = page.locator(".bars-card");
  await expect(card).toContainText("Thu 1 Oct 2026");
  await expect(card).toContainText("Major outage");
  await page.mouse.move(10, 10);
  await expect(card).toHaveCount(0);
  await bars.click({ position: { x: 38 * 5 + 1, y: 20 } });
  await page.mouse.move(10, 10);
  await expect(card).toContainText("97.08");
});

test("a component's disclosure says which source decided, and closes by Escape", async ({ page, site }) => {
  site.upstream.set(northwind({ statuses: badNight }));
  await page.goto(`${site.url}/status/northwind`);
  const name = page.getByText("Card authorisation", { exact: true });
  await expect(page.locator("html.js")).toHaveCount(1);
  await expect(page.getByRole("slider").first()).toBeVisible();
  await name.click();
  await expect(page.getByText("Decided by automatic checks.").first()).toBeVisible();
  await expect(page.getByText("since 02:47").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Decided by automatic checks.").first()).toBeHidden();
});

test("the theme cycles and is remembered", async ({ page, site }) => {
  site.upstream.set(northwind());
  await page.goto(`${site.url}/status/northwind`);
  await page.getByRole("button", { name: "Theme: system" }).click();
  await page.getByRole("button", { name: "Theme: light" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Theme: dark" })).toBeVisible();
});

test("on a phone groups without trouble start closed, and the visitor decides from there", async ({ page, site }) => {
  await page.setViewportSize({ width: 390, height: 900 });
  site.upstream.set(northwind({ statuses: { Wallets: "major_outage" } }));
  await page.goto(`${site.url}/status/northwind`);
  await expect(page.getByRole("slider")).toHaveCount(5);
  await expect(page.getByText("REST API")).toBeHidden();
  await page.getByText("Platform").click();
  await expect(page.getByText("REST API")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page reads in full and groups still close", async ({ page, site }) => {
    site.upstream.set(northwind({ statuses: badNight, logoUrl: site.upstream.logoUrl }));
    await page.goto(`${site.url}/status/northwind`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Partial outage");
    await expect(page.getByText("Everything else is working.")).toBeVisible();
    await expect(page.getByText(/^Updated (.+, )?03:25$/)).toBeVisible();
    await expect(page.getByRole("img", { name: /^Card authorisation, last 90 days: 99\.95\s% uptime$/ })).toBeVisible();
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(page.getByRole("slider")).toHaveCount(0);
    await page.getByText("Wallets", { exact: true }).click();
    await expect(page.getByText("Apple Pay and Google Pay.")).toBeVisible();
    await page.getByText("Platform").click();
    await expect(page.getByText("REST API")).toBeHidden();
  });
});
