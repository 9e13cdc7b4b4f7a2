import type { Browser, Page } from "@playwright/test";
import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { acceptInvitation, makePerson, unique } from "./support/people.ts";
import { allowThisMachine, Probe } from "./support/probe.ts";
import { stackAddress } from "./support/stack.ts";
import { Target } from "./support/target.ts";

let probe: Probe;
const target = new Target();

test.beforeAll(async () => {
  await target.start();
  probe = await Probe.start();
});

test.afterAll(async () => {
  await probe.stop();
  await target.stop();
});

/** Signs up and creates an organization by the screens alone. @returns the organization's address */
async function signUp(page: Page): Promise<string> {
  const person = { name: "Mara Lindqvist", email: `${unique("mara")}@example.com`, password: "mirror sun signal" };
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Work e-mail").fill(person.email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await page.goto(await linkFromMail(person.email, /confirm/i));
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("heading", { name: "Create an organization" })).toBeVisible();
  const slug = unique("northwind");
  await page.getByLabel("Name").fill("Northwind Payments");
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  return slug;
}

async function visit(browser: Browser, slug: string, width: number): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage();
  await page.goto(`${stackAddress().url}/status/${slug}`);
  await expect(page.getByRole("heading", { name: "All systems operational" })).toBeVisible();
  await expect(page.getByText(/^Live/)).toBeVisible();
  return page;
}

test("from sign-up to a red component, seen by two visitors and a team mate, and back to green", async ({
  page,
  browser,
}) => {
  test.setTimeout(90_000);
  const slug = await signUp(page);
  await allowThisMachine({ slug });

  await page.getByRole("link", { name: "Components", exact: true }).first().click();
  await page.getByRole("link", { name: /Website or API/ }).click();
  await page.getByLabel("Name").fill("Card authorisation");
  await page.getByRole("button", { name: "Create component" }).click();
  await page.getByLabel("Web address").fill(target.url);
  await page.getByLabel("Interval (seconds)").fill("1");
  await page.getByLabel("Confirmations").fill("1");
  await page.getByLabel("Of the last checks").fill("1");
  const local = page.getByRole("checkbox", { name: "Local" });
  await expect(local).toBeVisible();
  if (!(await local.isChecked())) await local.click();
  await page.getByRole("button", { name: "Create monitor" }).click();
  await expect(page.getByText(/^Operational for/)).toBeVisible();

  await page.getByRole("link", { name: "Status pages" }).click();
  await page.getByRole("link", { name: "Northwind Payments" }).click();
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Components" }).click();
  await page.getByRole("checkbox", { name: "Card authorisation" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Published Northwind Payments").first()).toBeVisible();

  const jonas = await makePerson("Jonas Okafor");
  await page.getByRole("link", { name: "Team" }).click();
  await page.getByRole("button", { name: "Invite members" }).click();
  await page.getByLabel("E-mail addresses").fill(jonas.email);
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByText(`Invited ${jonas.email} as editor`, { exact: true })).toBeVisible();
  await acceptInvitation(jonas, "Northwind Payments");

  const mate = await (await browser.newContext({ baseURL: stackAddress().url })).newPage();
  await signIn(mate, jonas, `/orgs/${slug}`);
  await becomesLive(mate);
  const matrix = mate.getByRole("row").filter({ hasText: "Card authorisation" });
  await expect(matrix.getByRole("img", { name: "Operational" }).first()).toBeVisible();
  const visitors = [await visit(browser, slug, 1280), await visit(browser, slug, 390)];

  await target.stop();
  for (const visitor of visitors) await expect(visitor.getByRole("heading", { name: "Major outage" })).toBeVisible();
  await expect(mate.getByRole("main").getByText("Card authorisation: major outage")).toBeVisible();
  await expect(matrix.getByRole("img", { name: "Major outage" }).first()).toBeVisible();

  await target.start();
  for (const visitor of visitors)
    await expect(visitor.getByRole("heading", { name: "All systems operational" })).toBeVisible();
  await expect(matrix.getByRole("img", { name: "Operational" }).first()).toBeVisible();
  await expect(mate.getByRole("main").getByText("Card authorisation: major outage")).toHaveCount(0);
  for (const other of [...visitors, mate]) await other.context().close();
});
