import { test as base, type ConsoleMessage, expect, type Page } from "@playwright/test";
import { createClient } from "@supabase/supabase-js";
import { unwrapEmpty } from "../../src/lib/errors.ts";
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

type Credentials = Pick<Person, "email" | "password">;

/** Fills in both steps of the sign-in screen that is open. */
export async function enterCredentials(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Work e-mail").fill(email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in by the screen and waits until it has led on. @param path where to */
export async function signInByForm(page: Page, person: Credentials, path = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await enterCredentials(page, person);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Opens a path with a new session of this person, for tests that are not about signing in. */
export async function signIn(page: Page, { email, password }: Credentials, path = "/"): Promise<void> {
  const stored = new Map<string, string>();
  const { url, publishableKey } = stackAddress();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  const { auth } = createClient(url, publishableKey, { auth: { storage, autoRefreshToken: false } });
  unwrapEmpty(await auth.signInWithPassword({ email, password }));
  // Any answer of the site that starts no program: the storage belongs to the origin.
  await page.goto("/auth/v1/health");
  await page.evaluate(
    (entries) => {
      for (const [key, value] of entries) localStorage.setItem(key, value);
    },
    [...stored],
  );
  await page.goto(path);
}

/** Goes to another screen as a link would, without loading the dashboard anew, and waits until it is there. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((target) => {
    history.pushState(null, "", target);
  }, path);
  // The router gives itself to its devtools under this name.
  await page.waitForFunction(() => {
    const { status, location, resolvedLocation } = self.__TSR_ROUTER__?.state ?? {};
    return status === "idle" && resolvedLocation?.href === location?.href;
  });
}

/** Waits until the dashboard hears of changes. */
export async function becomesLive(page: Page): Promise<void> {
  await expect(page.locator(".freshness[data-kind=live]")).toBeVisible();
}

export { expect };
