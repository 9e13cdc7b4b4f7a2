import { signLicense } from "@heliograph/shared/domain/license.ts";
import { signInAsAdministrator } from "./support/administrator.ts";
import { expectAccessible } from "./support/axe.ts";
import { expect, signIn, test } from "./support/dashboard.ts";
import { inDatabase } from "./support/database.ts";
import { makeOrganization, makePerson, unique } from "./support/people.ts";
import { stackAddress } from "./support/stack.ts";

test("a license is installed, and each of its states is told in words", async ({ page }) => {
  await inDatabase((sql) => sql`delete from private.license`);
  await signInAsAdministrator(page, "/instance/license");
  await expect(page.getByText("No license", { exact: true })).toBeVisible();
  const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
  const license = (expires_at: string) =>
    signLicense(
      { id: "1", subject: "Northwind", seats: 5000, features: ["sso"], issued_at: days(-1), expires_at },
      stackAddress().licensePrivateKey,
    );
  const install = async (key: string) => {
    await page.getByLabel("License key").fill(key);
    await page.getByRole("button", { name: "Install" }).click();
  };
  await install("nothing");
  await expect(page.getByText("A license key begins with hgl1.")).toBeVisible();
  await install((await license(days(400))).replace(/.{8}$/, "AAAAAAAA"));
  await expect(page.getByText("This license is not genuine, or a part of it is missing.")).toBeVisible();
  await install(await license(days(400)));
  await expect(page.getByText("License of Northwind installed", { exact: true })).toBeVisible();
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(page.getByText(/of 5,000/)).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await install(await license(days(10)));
  await expect(page.getByText("Runs out soon", { exact: true })).toBeVisible();
  for (const [age, words] of [
    [-3, "Has run out, still counts"],
    [-20, "Has run out"],
  ] as const) {
    const key = await license(days(age));
    await inDatabase((sql) => sql`update private.license set key = ${key}`);
    await page.reload();
    await expect(page.getByText(words, { exact: true })).toBeVisible();
  }
  await inDatabase((sql) => sql`update private.license set is_genuine = false`);
  await page.reload();
  await expect(page.getByText("Not genuine", { exact: true })).toBeVisible();
  await inDatabase((sql) => sql`delete from private.license`);
});

test("mails of the instance are tried out, and what cannot be right is refused", async ({ page }) => {
  const ada = await signInAsAdministrator(page, "/instance/messages");
  await page.getByRole("button", { name: "Send test message" }).first().click();
  await expect(page.getByText(`Sent to ${ada.email}`)).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("Account SID").fill("AC1");
  await page.getByRole("button", { name: "Save changes" }).last().click();
  await expect(page.getByText("An account SID is AC and 32 letters and digits.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
});

test("a domain is added with its record, checked, changed and removed", async ({ page }) => {
  const domain = `${unique("sso").toLowerCase()}.example`;
  await signInAsAdministrator(page, "/instance/single-sign-on");
  await page.getByRole("button", { name: "Add a domain" }).click();
  await page.getByRole("textbox", { name: "Domain" }).fill(domain);
  await page.getByLabel("Identity provider").fill("okta");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/A provider’s id is sso:/)).toBeVisible();
  await page.getByLabel("Identity provider").fill("custom:okta");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel(`Name of the record of ${domain}`)).toHaveValue(`_heliograph-challenge.${domain}`);
  await expect(page.getByLabel(`Value of the record of ${domain}`)).toHaveValue(/^heliograph-[0-9a-f]{32}$/);
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: `Remove ${domain}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("heading", { name: domain })).toHaveCount(0);
});

test("an announcement is read by everybody until it is put away", async ({ page, browser, baseURL }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await signInAsAdministrator(page, "/instance/announcements");
  const body = `Moving to new machines: ${unique("note")}`;
  await page.getByRole("button", { name: "Write an announcement" }).click();
  await page.getByLabel("Text").fill(body);
  await page.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row", { name: new RegExp(body) });
  await expect(row).toContainText("Shown now");

  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const theirs = await context.newPage();
  await signIn(theirs, mara, `/orgs/${organization.slug}`);
  const banner = theirs.getByRole("region", { name: "Announcement" }).filter({ hasText: body });
  await expect(banner).toBeVisible();
  await banner.getByRole("button", { name: "Put the announcement away" }).click();
  await expect(banner).toHaveCount(0);
  await theirs.reload();
  await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(banner).toHaveCount(0);
  await context.close();

  await row.getByRole("button", { name: /^Change/ }).click();
  await page.getByRole("switch", { name: "It is a warning" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Warning:");
  await row.getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
});

test("whether invitations make accounts is switched, and the mode is shown", async ({ page }) => {
  await signInAsAdministrator(page, "/instance/settings");
  await expect(page.getByText("Not chosen yet")).toBeVisible();
  const may = page.getByRole("switch", { name: "Invitations may create accounts" });
  await expect(may).not.toBeChecked();
  await may.click();
  await expect(page.getByText("Invitations may create accounts", { exact: true }).last()).toBeVisible();
  await page.reload();
  await expect(may).toBeChecked();
  await may.click();
  await expect(may).not.toBeChecked();
});
