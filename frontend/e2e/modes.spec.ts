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

test.afterEach(async ({ page }) => {
  // A dashboard that is still open would complain that its stack is gone.
  await page.goto("about:blank");
  await stack?.stop();
});

const person = { name: "Mara Lindqvist", email: "mara@example.com", password: "mirror sun signal" };

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Work e-mail").fill(person.email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
}

/** Follows the mail that proves the address. */
async function activate(page: Page, site: string, { email } = person): Promise<void> {
  await page.goto(await linkFromMail(email, /confirm/i, site));
  await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
}

/** Chooses the password on the screen that is open. */
async function choosePassword(page: Page, { password } = person): Promise<void> {
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Save password" }).click();
}

/** The master administrator invites somebody who has no account, and makes it. */
async function letIn(page: Page, site: string): Promise<void> {
  const guest = "tara@example.com";
  await page.getByLabel("Name").fill("Northwind");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.goto(`${site}/orgs/northwind/team?add=true`);
  await page.getByLabel("E-mail addresses").fill(guest);
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByRole("row", { name: new RegExp(guest) })).toBeVisible();
  await page.goto(`${site}/orgs/northwind`);
  await expect(page.getByText("Somebody was invited and waits for an account.")).toBeVisible();
  await page.getByRole("link", { name: "See who" }).click();
  const waiting = page.getByRole("table", { name: "Waiting for an account" });
  await expect(waiting).toContainText("Northwind editor");
  await expectAccessible(page, { themes: "both" });

  const theirs = await page.context().browser()?.newPage();
  if (theirs === undefined) throw new Error("the browser is gone");
  await theirs.goto(await linkFromMail(guest, /Join Northwind/, site));
  await expect(theirs.getByText("sees that you wait for one")).toBeVisible();
  await expect(theirs.getByRole("link")).toHaveText(["Sign in"]);
  await expectAccessible(theirs, { themes: "both" });
  await page.getByRole("button", { name: `Create account for ${guest}` }).click();
  await expect(page.getByText(`Account created for ${guest}`, { exact: true })).toBeVisible();
  await expect(waiting).toHaveCount(0);
  await theirs.goto(await linkFromMail(guest, /account was created/, site));
  await theirs.getByRole("button", { name: "Continue" }).click();
  await choosePassword(theirs);
  await theirs.getByRole("button", { name: "Accept the invitation of Northwind" }).click();
  await expect(theirs).toHaveURL(/\/orgs\/northwind$/);
  await theirs.context().close();
}

async function expectClosed(page: Page, site: string): Promise<void> {
  await page.goto(`${site}/sign-in`);
  await expect(page.getByText("Accounts are created by the administrator of this Heliograph.")).toBeVisible();
  await page.goto(`${site}/sign-up`);
  await expect(page.getByRole("heading", { name: "Sign-up is closed" })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  // Whoever has an invitation may try; the server decides.
  await page.goto(`${site}/sign-up?next=${encodeURIComponent("/invitation#token=x")}`);
  await page.getByLabel("Name").fill("Somebody");
  await page.getByLabel("Work e-mail").fill("somebody@example.com");
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
  await activate(page, site);
  await choosePassword(page);
  await expect(page.getByRole("heading", { name: "Create an organization" })).toBeVisible();
  await letIn(page, site);
  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectClosed(page, site);
});

test("not set up yet: the first account is asked how it runs, and may put it off", async ({ page }) => {
  const site = await start(undefined);
  await page.goto(`${site}/sign-up`);
  await fillIn(page);
  await activate(page, site);
  await expectAccessible(page, { themes: "both" });
  // Whoever goes elsewhere first is led back to it.
  await page.goto(site);
  await choosePassword(page);
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
  await page.getByRole("radio", { name: /For everybody/ }).click();
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByText("Heliograph is set up", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.goto(`${site}/setup`);
  await expect(page.getByText("This Heliograph runs in SaaS mode.")).toBeVisible();
  // What was there before has a plan now, and its owner no card yet.
  await page.goto(`${site}/orgs/northwind/settings/plan`);
  await expect(page.getByText(/^Trial until/)).toBeVisible();
  await page.getByRole("link", { name: "Add a card" }).click();
  await expect(page.getByRole("heading", { name: "Add your card" })).toBeVisible();
  const jonas = { name: "Jonas Okafor", email: "jonas@example.com", password: "lantern tide copper" };
  await page.goto(`${site}/orgs/northwind/team?add=true`);
  await page.getByLabel("E-mail addresses").fill(jonas.email);
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByRole("row", { name: new RegExp(jonas.email) })).toBeVisible();
  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await sellTo(page, site, jonas);
});

/** A customer's story: invitation, account, card, activation, password, organizations, plan. */
async function sellTo(page: Page, site: string, buyer: typeof person): Promise<void> {
  await page.goto(await linkFromMail(buyer.email, /Join Northwind/, site));
  await expect(page.getByText("An account needs a card before it can join an organization.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill(buyer.name);
  await expect(page.getByLabel("Work e-mail")).toHaveValue(buyer.email);
  await page.getByRole("button", { name: "Continue to your card" }).click();
  await expect(page.getByRole("heading", { name: "Add your card" })).toBeVisible();
  await expect(page.getByText("no account at Stripe, so no money moves")).toBeVisible();
  await page.getByRole("button", { name: "Save card" }).click();
  await expect(page.getByText("Your card number is incomplete.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await enterCard(page, "4000 0000 0000 0002");
  await expect(page.getByText("Your card was declined. Check what you entered, or use another card.")).toBeVisible();

  // Left in the middle: starting again goes on with it.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`${site}/sign-up?email=${encodeURIComponent(buyer.email)}`);
  await page.getByLabel("Name").fill(buyer.name);
  await page.getByRole("button", { name: "Continue to your card" }).click();
  await enterCard(page, "4242 4242 4242 4242");
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await activate(page, site, buyer);
  await choosePassword(page, buyer);
  await expect(page.getByRole("heading", { name: "You are invited" })).toBeVisible();
  await page.getByRole("button", { name: "Accept the invitation of Northwind" }).click();
  await expect(page).toHaveURL(/\/orgs\/northwind$/);
  await page.goto(`${site}/new-organization`);
  await page.getByLabel("Name").fill("Harbour Lights");
  await page.getByRole("button", { name: "Create organization" }).click();

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await expect(page.getByText(/^Trial until/)).toBeVisible();
  await expect(page.getByText("Visa ending in 4242")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Choose Team" }).click();
  await expect(page.getByText(/€79 a month, first charged on/)).toBeVisible();
  await page.getByRole("alertdialog").getByRole("button", { name: "Choose Team" }).click();
  await expect(page.getByText("Team is your plan now", { exact: true })).toBeVisible();
  await expect(page.getByText("1 of 25")).toBeVisible();
  await page.getByRole("button", { name: "Change to Starter" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Change to Starter" }).click();
  await expect(page.getByText("1 of 5", { exact: true })).toBeVisible();

  await replaceCardAtStripe(page, site);
  await page.getByRole("button", { name: "Invoices at Stripe" }).click();
  await expect(page.getByRole("heading", { name: "Invoices" })).toBeVisible();
  await page.getByRole("link", { name: "Back to Heliograph" }).click();
  await expect(page.getByText("Mastercard ending in 4444")).toBeVisible();
  // What came from browser and functions kept to Stripe's document.
  expect(await (await page.request.get(`${site}/stripe/violations`)).json()).toEqual([]);
}

async function enterCard(page: Page, number: string): Promise<void> {
  await page.getByLabel("Card number").fill(number);
  await page.getByLabel("Expiration date").fill("12 / 40");
  await page.getByLabel("Security code").fill("123");
  await page.getByRole("button", { name: "Save card" }).click();
}

/** As with keys of a real account: the script has Stripe's address, and the API too. The stack's double stands behind both. */
async function replaceCardAtStripe(page: Page, site: string): Promise<void> {
  await page.route(/^https:\/\/js\.stripe\.com\//, async (route) => {
    const body = await (await fetch(`${site}/stripe/stripe.js`)).text();
    await route.fulfill({ contentType: "text/javascript", body });
  });
  await page.route(/^https:\/\/api\.stripe\.com\//, async (route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const response = await fetch(`${site}/stripe${pathname}${search}`, {
      method: request.method(),
      headers: { "content-type": request.headers()["content-type"] ?? "" },
      body: request.postData(),
    });
    const headers = { "access-control-allow-origin": "*", "content-type": "application/json" };
    await route.fulfill({ status: response.status, headers, body: await response.text() });
  });
  await page.route("**/functions/v1/billing/card", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), stripe_url: null } });
  });
  await page.getByRole("link", { name: "Replace card" }).click();
  await expect(page.getByRole("heading", { name: "Replace your card" })).toBeVisible();
  await enterCard(page, "4000 0000 0000 9995");
  await expect(page.getByText("Your card has insufficient funds.")).toBeVisible();
  await enterCard(page, "5555 5555 5555 4444");
  await expect(page.getByText("Card replaced", { exact: true })).toBeVisible();
  await expect(page.getByText("Mastercard ending in 4444")).toBeVisible();
}
