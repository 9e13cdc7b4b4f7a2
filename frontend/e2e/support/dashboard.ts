import { test as base, type ConsoleMessage, expect, type Page } from "@playwright/test";
import type { Person } from "./people.ts";
import { stackAddress } from "./stack.ts";

/** Tests of the dashboard against the run's stack. What the browser complains about fails the test. */
export const test = base.extend<{ complaints: string[] }>({
  baseURL: async ({ browserName: _ }, use) => use(stackAddress().url),
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      const listen = (page: Page) => {
        page.on("console", (message) => {
          if (isComplaint(message)) complaints.push(message.text());
        });
        page.on("pageerror", (error) => complaints.push(error.message));
      };
      context.on("page", listen);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** Refused requests are part of some tests; the browser notes each of them. */
function isComplaint(message: ConsoleMessage): boolean {
  return message.type() === "error" && !message.text().startsWith("Failed to load resource");
}

/** Signs in by the screen and waits until it has led on. @param path where to */
export async function signIn(page: Page, person: Person, path = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.getByLabel("Work e-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Waits until the dashboard hears of changes. */
export async function becomesLive(page: Page): Promise<void> {
  await expect(page.locator(".freshness[data-kind=live]")).toBeVisible();
}

export { expect };
