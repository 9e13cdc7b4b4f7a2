import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

/** Waits until nothing moves: colours in between are nobody's choice. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))));
}

/** Gives axe to the page and the frames in it that have not got it yet; it stays until they are left. */
async function lendAxe(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(axe.source);
  }
}

async function expectNone(page: Page, theme: string, options: axe.RunOptions): Promise<void> {
  await atRest(page);
  await lendAxe(page);
  const violations = await page.evaluate(
    async (settings) => (await axe.run(settings)).violations.map(({ id, nodes }) => ({ id, nodes })),
    { ...options, resultTypes: ["violations" as const] },
  );
  expect
    .soft(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`),
      `${page.url()} (${theme})`,
    )
    .toEqual([]);
}

/**
 * The screen as it is has no accessibility violations and does not scroll sideways. With `themes: "both"` the colours of
 * the dark theme are judged as well; nothing else differs between themes.
 */
export async function expectAccessible(page: Page, { themes }: { themes: "light" | "both" }): Promise<void> {
  await expectNone(page, "light", {});
  if (themes === "both") {
    await page.emulateMedia({ colorScheme: "dark" });
    await expectNone(page, "dark", { runOnly: ["color-contrast"] });
    await page.emulateMedia({ colorScheme: "light" });
  }
  await expectToFit(page);
}

/** The screen does not scroll sideways. */
export async function expectToFit(page: Page): Promise<void> {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overhang, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
