import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Waits until nothing moves: colours in between are nobody's choice. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))));
}

async function expectNone(page: Page, axe: AxeBuilder, theme: string): Promise<void> {
  await atRest(page);
  const { violations } = await axe.analyze();
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
  await expectNone(page, new AxeBuilder({ page }).setLegacyMode(), "light");
  if (themes === "both") {
    await page.emulateMedia({ colorScheme: "dark" });
    await expectNone(page, new AxeBuilder({ page }).setLegacyMode().withRules(["color-contrast"]), "dark");
    await page.emulateMedia({ colorScheme: "light" });
  }
  await expectToFit(page);
}

/** The screen does not scroll sideways. */
export async function expectToFit(page: Page): Promise<void> {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overhang, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
