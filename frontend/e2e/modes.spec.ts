import type { Page } from "@playwright/test";
import { type StackProcess, startStackProcess } from "../../supabase/local/stack-process.ts";
import { expectAccessible } from "./support/axe.ts";
import { enterCredentials, expect, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";

/** How an instance runs is chosen once: each test has one of its own, without accounts. */
test.describe.configure({ mode: "serial", timeout: 120_000 });
let stack: StackProcess | undefined;

async function start(mode: string | undefined): Promise<string> {
  const { HELIOGRAPH_MODE: _, ...environment } = process.env;
  stack = await startStackProcess({
    ...environment,
    NODE_OPTIONS: "",
    ...(mode !== undefined && { HELIOGRAPH_MODE: mode }),
  });
  return stack.config.url;
}

test.afterEach(async () => stack?.stop());

const person = { name: "Mara Lindqvist", email: "mara@example.com", password: "mirror sun signal" };

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Work e-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
}

async function expectClosed(page: Page, site: string): Promise<void> {
  await page.goto(`${site}/sign-in`);
  await expect(page.getByText("Accounts are made by the administrator of this Heliograph.")).toBeVisible();
  await page.goto(`${site}/sign-up`);
  await expect(page.getByRole("heading", { name: "Accounts are made by the administrator" })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  // Whoever has an invitation may try; the server decides.
  await page.goto(`${site}/sign-up?next=${encodeURIComponent("/invitation#token=x")}`);
  await page.getByLabel("Name").fill("Somebody");
  await page.getByLabel("Work e-mail").fill("somebody@example.com");
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toContainText("Accounts are created by the administrator of this Heliograph.");
}

test("an enterprise: the first account administers it, then sign-up is closed", async ({ page }) => {
  const site = await start("enterprise");
  await page.goto(`${site}/sign-in`);
  await page.getByRole("link", { name: "create the first account" }).click();
  await expect(page.getByRole("heading", { name: "Create the first account" })).toBeVisible();
  await expect(page.getByText("It administers this Heliograph")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await fillIn(page);
  await page.goto(await linkFromMail(person.email, /confirm/i, site));
  await expect(page).not.toHaveURL(/callback/);
  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectClosed(page, site);
});

test("not set up yet: the first account is asked how it runs, and may put it off", async ({ page }) => {
  const site = await start(undefined);
  await page.goto(`${site}/sign-up`);
  await fillIn(page);
  await page.goto(await linkFromMail(person.email, /confirm/i, site));
  await page.getByLabel("Name").fill("Northwind");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByText("This Heliograph is not set up yet")).toBeVisible();
  await page.getByRole("button", { name: "Later" }).click();
  await expect(page.getByText("This Heliograph is not set up yet")).toHaveCount(0);

  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(`${site}/sign-in?next=%2Fsetup`);
  await enterCredentials(page, person);
  await expect(page.getByRole("heading", { name: "Set up this Heliograph" })).toBeVisible();
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByText("Choose one of them.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("radio", { name: /For one company/ }).click();
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByText("Heliograph is set up", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.goto(`${site}/setup`);
  await expect(page.getByText("This Heliograph runs in enterprise mode.")).toBeVisible();
  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectClosed(page, site);
});
