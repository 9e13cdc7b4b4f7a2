import { makeAdministrator, signInAsAdministrator } from "./support/administrator.ts";
import { expectAccessible, expectToFit } from "./support/axe.ts";
import { expect, goWithin, signIn, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { makeComponent, makeOrganization, makePerson, unique } from "./support/people.ts";

test("the area is for master administrators, and says so", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await signIn(page, mara, "/instance");
  await expect(page.getByRole("heading", { name: "This area is for master administrators" })).toBeVisible();
  await page.getByRole("link", { name: "Go to your organization" }).click();
  await page.getByRole("button", { name: /switch organization/ }).click();
  await expect(page.getByText("Create organization")).toBeVisible();
  await expect(page.getByText("Instance administration")).toHaveCount(0);
  await makeAdministrator(mara);
  await page.goto(`/orgs/${organization.slug}`);
  await page.getByRole("button", { name: /switch organization/ }).click();
  await page.getByText("Instance administration").click();
  await expect(page.getByRole("heading", { name: "Users" })).toBeVisible();
});

test("an account is created, made administrator, locked out at once, and let in again", async ({
  page,
  browser,
  baseURL,
}) => {
  await signInAsAdministrator(page);
  const email = `${unique("new")}@example.com`;
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("textbox", { name: /^Name/ }).fill("Nils Berg");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText(`Account created for ${email}`, { exact: true })).toBeVisible();
  expect(await linkFromMail(email, /./)).toContain("http");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("There is an account with this address.")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();

  const jonas = await makePerson("Jonas Okafor");
  const organization = await makeOrganization(jonas, "Contoso");
  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const theirs = await context.newPage();
  await signIn(theirs, jonas, `/orgs/${organization.slug}`);
  await page.getByRole("searchbox").fill(jonas.email);
  const row = page.getByRole("row", { name: new RegExp(jonas.email) });
  await expect(row).toContainText("Contoso admin");
  await page.getByRole("button", { name: "Actions for Jonas Okafor" }).click();
  await page.getByRole("menuitem", { name: "Make master administrator" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make master administrator" }).click();
  await expect(row).toContainText("Master administrator");
  await page.getByRole("button", { name: "Actions for Jonas Okafor" }).click();
  await page.getByRole("menuitem", { name: "Take master administration away" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take away" }).click();
  await expect(row).not.toContainText("Master administrator");

  await page.getByRole("button", { name: "Actions for Jonas Okafor" }).click();
  await page.getByRole("menuitem", { name: "Lock out" }).click();
  await page.getByRole("button", { name: "Lock out" }).click();
  await expect(page.getByText("Say why, in 3 to 500 characters.")).toBeVisible();
  await page.getByLabel("Reason").fill("Left the company");
  await page.getByRole("button", { name: "Lock out" }).click();
  await expect(row).toContainText("Locked out");
  const { error } = await jonas.client.auth.signInWithPassword({ email: jonas.email, password: jonas.password });
  expect(error?.code).toBe("user_banned");
  await page.getByRole("button", { name: "Actions for Jonas Okafor" }).click();
  await page.getByRole("menuitem", { name: "Let in again" }).click();
  await expect(row).toContainText("Active");
  await context.close();
});

test("a visit is read-only unless stated, shows itself, lands in the organization's log, and ends", async ({
  page,
}) => {
  const mara = await makePerson("Mara Lindqvist");
  const name = unique("Fabrikam");
  const organization = await makeOrganization(mara, name);
  await makeComponent(mara, organization, "Storefront");
  await signInAsAdministrator(page, `/instance/organizations?q=${name}`);
  const look = async (reason: string, mayWrite: boolean) => {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Look inside" }).click();
    await page.getByLabel("Reason").fill(reason);
    if (mayWrite) await page.getByRole("switch", { name: "May change things" }).click();
    await page.getByRole("button", { name: "Look inside" }).click();
    await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}$`));
  };
  await look("They asked for help", false);
  const banner = page.getByRole("region", { name: "Visit as master administrator" });
  await expect(banner).toContainText("read-only");
  await expect(banner).toContainText("They asked for help");
  await expect(banner).toContainText(/It ends in 1\sh/);
  await page.getByRole("link", { name: "Components" }).click();
  await expect(page.getByText("Storefront").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Declare incident" })).toHaveCount(0);
  await expectAccessible(page, { themes: "both" });
  await page.goto("/instance");
  await expect(banner.getByRole("link", { name: "Open it" })).toBeVisible();
  await banner.getByRole("button", { name: "End the visit" }).click();
  await expect(page).toHaveURL(/\/instance\/organizations$/);
  await expect(banner).toHaveCount(0);
  await page.goto(`/orgs/${organization.slug}`);
  await expect(page.getByRole("heading", { name: "This page does not exist, or you may not see it" })).toBeVisible();

  await page.goto(`/instance/organizations?q=${name}`);
  await look("They asked me to act", true);
  await expect(banner).toContainText("with the right to change it");
  await page.goto(`/orgs/${organization.slug}/settings`);
  await page.getByLabel("Name").fill(`${name} GmbH`);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Changes saved", { exact: true })).toBeVisible();
  await page.goto(`/orgs/${organization.slug}/audit`);
  await expect(page.getByRole("button", { name: /Visit by the master administrator began/ }).first()).toBeVisible();
  await expect(page.getByRole("img", { name: "as master administrator" }).first()).toBeVisible();
  await banner.getByRole("button", { name: "End the visit" }).click();
  await expect(page).toHaveURL(/\/instance\/organizations$/);
  await expect(page.getByText("You are no longer a member of this organization")).toHaveCount(0);
});

test("an organization is suspended for a reason, found by its state, and resumed", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const name = unique("Tailspin");
  await makeOrganization(mara, name);
  await signInAsAdministrator(page, `/instance/organizations?q=${name}`);
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Active");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await page.getByLabel("Reason").fill("Unpaid since May");
  await page.getByRole("button", { name: "Suspend" }).click();
  await expect(row).toContainText("Unpaid since May");
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Suspended" }).click();
  await expect(row).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Deleted" }).click();
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Any state" }).click();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Resume" }).click();
  await expect(row).toContainText("Active");
});

test("a probe's name is kept for its key, which is shown once", async ({ page }) => {
  await signInAsAdministrator(page, "/instance/probes");
  const name = unique("fra");
  await page.getByRole("button", { name: "Reserve a probe" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("combobox", { name: "Region" }).click();
  await page.getByRole("option").first().click();
  await page.getByRole("button", { name: "Reserve", exact: true }).click();
  const key = page.getByLabel("PROBE_KEY");
  await expect(key).toHaveValue(/^hgp_[0-9a-f]{64}$/);
  const first = await key.inputValue();
  await page.getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Not started yet");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "New key" }).click();
  await page.getByRole("button", { name: "Make a new key" }).click();
  await expect(key).not.toHaveValue(first);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Drain" }).click();
  await expect(page.getByText(`${name} gets no further checks`, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await expect(page.getByRole("menuitem", { name: "Resume" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(row).toHaveCount(0);
});

test("the log of all organizations says which, is filtered, exported and verified", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const name = unique("Adatum");
  const organization = await makeOrganization(mara, name);
  const component = unique("Storefront");
  await makeComponent(mara, organization, component);
  await signInAsAdministrator(page, "/instance/audit");
  await page.getByRole("searchbox").fill("instance_admins.grant");
  await expect(page.getByRole("row", { name: /Master administrator granted/ }).first()).toContainText("SQL (");
  await page.getByRole("searchbox").fill(component);
  const row = page.getByRole("row", { name: new RegExp(component) });
  await expect(row).toContainText(name);
  await expectAccessible(page, { themes: "both" });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As JSON Lines" }).click();
  expect((await download).suggestedFilename()).toBe("instance-audit.jsonl");
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(page.getByText(/^Whole: /)).toBeVisible();
});

const screens = [
  "",
  "/organizations",
  "/probes",
  "/announcements",
  "/audit",
  "/license",
  "/messages",
  "/single-sign-on",
  "/settings",
];

test("no screen of the area has violations", async ({ page }) => {
  test.setTimeout(90_000);
  await signInAsAdministrator(page);
  for (const path of screens) {
    await test.step(`${path} is in order`, async () => {
      await goWithin(page, `/instance${path}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByText("Loading")).toHaveCount(0);
      await expectAccessible(page, { themes: "both" });
    });
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("no screen of the area scrolls sideways, and the menu has no violations", async ({ page }) => {
    test.setTimeout(90_000);
    await signInAsAdministrator(page);
    for (const path of screens) {
      await test.step(`${path} is in order`, async () => {
        await goWithin(page, `/instance${path}`);
        await expect(page.getByText("Loading")).toHaveCount(0);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectToFit(page);
      });
    }
    await page.getByRole("button", { name: "Menu" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page, { themes: "both" });
  });
});
