import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { addMember, makeComponent, makeOrganization, makePerson } from "./support/people.ts";
import { WatchedComponent } from "./support/watched.ts";

test("a failing check turns up on an open overview, and goes again, without reload", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const component = await makeComponent(mara, organization, "Storefront");
  const watched = await WatchedComponent.make(mara, organization, component);
  await watched.report(true);
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await becomesLive(page);
  await expect(page.getByText("Nothing needs you.")).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Operational Storefront" })).toBeVisible();

  await watched.report(false);
  await expect(page.getByText("Storefront: major outage", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/connection refused/).first()).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Major outage Storefront" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("1 of 1 affected");
  await expect(page.getByRole("status").filter({ hasText: "Storefront: major outage" })).toBeAttached();
  await expect(page.getByText("Storefront has a major outage")).toBeVisible();
  // Only the name opens a row of the table: the rest of the screen can be pressed.
  await page.getByRole("button", { name: "switch organization" }).click({ timeout: 5_000 });
  await expect(page.getByPlaceholder("Find an organization")).toBeVisible();
  await page.keyboard.press("Escape");

  await watched.report(true);
  await expect(page.getByText("Nothing needs you.")).toBeVisible();
});

test("what one member changes another sees, with who did it and who is here", async ({ page, browser, baseURL }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "editor");
  const component = await makeComponent(mara, organization, "Storefront");
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await becomesLive(page);
  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const others = await context.newPage();
  await signIn(others, jonas, `/orgs/${organization.slug}/probes`);
  await expect(page.getByText("Jonas Okafor on Probes")).toBeVisible();

  await jonas.client.from("components").update({ manual_status: "partial_outage" }).eq("id", component);
  await expect(page.getByText("Storefront: partial outage", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Set by the team.")).toBeVisible();
  await expect(page.getByText("Jonas Okafor set Storefront to partial outage")).toBeVisible();
  await context.close();
  await expect(page.getByText("Only you.")).toBeVisible();
});

test("the figures follow the range, which stands in the address", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await makeComponent(mara, organization, "Storefront");
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await expect(page.getByText("Uptime, 24 hours")).toBeVisible();
  await page.getByRole("radio", { name: "30 d" }).click();
  await expect(page.getByText("Uptime, 30 days")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Uptime, 30 days")).toBeVisible();
});

test("a part that fails says so and lives again after a retry", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await makeComponent(mara, organization, "Storefront");
  await page.route("**/rpc/organization_figures", (route) => route.abort());
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await expect(page.getByRole("alert")).toContainText("cannot be reached", { timeout: 20_000 });
  await expect(page.getByText("Nothing needs you.")).toBeVisible();
  await page.unroute("**/rpc/organization_figures");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Uptime, 24 hours")).toBeVisible();
});
