import { expectAccessible } from "./support/axe.ts";
import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { inDatabase } from "./support/database.ts";
import { addMember, makeComponent, makeOrganization, makePerson, unique } from "./support/people.ts";

test("an API key is shown once, and revoked", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await signIn(page, mara, `/orgs/${organization.slug}/settings/api-keys`);
  await expect(page.getByText("There are no keys")).toBeVisible();
  await page.getByRole("button", { name: "Create a key" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Deploy pipeline");
  await page.getByLabel("Declare and update incidents, plan maintenance").check();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByLabel("API key", { exact: true }).inputValue();
  expect(key).toMatch(/^hgk_[0-9a-f]{64}$/);
  await expectAccessible(page, { themes: "both" });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("row", { name: /Deploy pipeline/ });
  await expect(row).toContainText(`${key.slice(0, 12)}…`);
  await expect(row).toContainText("never");
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(key);
  await expectAccessible(page, { themes: "both" });

  await page.getByRole("button", { name: "Revoke Deploy pipeline" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  await expect(page.getByRole("button", { name: "Revoke Deploy pipeline" })).toHaveCount(0);
});

test("a second factor is asked for only by who has one; billing is handed over", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "viewer");
  await signIn(page, mara, `/orgs/${organization.slug}/settings`);
  const factor = page.getByRole("switch", { name: "Require a second factor" });
  await factor.click();
  await expect(page.getByText("Set up a second factor for your own account first.")).toBeVisible();
  await expect(factor).not.toBeChecked();
  await expectAccessible(page, { themes: "both" });

  await page.getByRole("combobox", { name: "Billing contact" }).click();
  await page.getByRole("option", { name: /Jonas Okafor/ }).click();
  await page.getByRole("button", { name: "Hand over to Jonas Okafor" }).click();
  await expect(page.getByText("Jonas Okafor is the billing contact now", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Billing contact" })).toContainText("Jonas Okafor");
});

test("an organization is deleted by its typed address, and had back", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await signIn(page, mara, `/orgs/${organization.slug}/settings`);
  await becomesLive(page);
  const remove = async () => {
    await page.getByRole("button", { name: "Delete Northwind" }).click();
    await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeDisabled();
    await page.getByLabel(/to confirm/).fill(organization.slug);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page).toHaveURL(/\/new-organization$/);
  };
  await remove();
  await expect(page.getByText("You are no longer a member of this organization")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}$`));

  await page.goto(`/orgs/${organization.slug}/settings`);
  await becomesLive(page);
  await remove();
  await page.goto("/deleted-organizations");
  await expect(page.getByText(/erased on/)).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Restore Northwind" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}$`));
});

test("an old address leads to the new one, and a foreign one nowhere", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const [organization, foreign] = await Promise.all([makeOrganization(mara), makeOrganization(jonas)]);
  const slug = unique("moved").toLowerCase();
  await mara.client.from("organizations").update({ slug }).eq("id", organization.id);
  await signIn(page, mara, `/orgs/${organization.slug}/components?q=shop`);
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}/components\\?q=shop$`));
  await page.goto(`/orgs/${foreign.slug}`);
  await expect(page.getByRole("heading", { name: "This page does not exist, or you may not see it" })).toBeVisible();
});

test("a suspended organization says so on every screen and is only read, at once", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await makeComponent(mara, organization, "Storefront");
  await signIn(page, mara, `/orgs/${organization.slug}/components`);
  await becomesLive(page);
  await expect(page.getByRole("link", { name: "Declare incident" })).toBeVisible();
  await inDatabase((sql) => sql`select admin.suspend(${organization.slug}, 'Unpaid since May')`);
  const banner = page.getByRole("region", { name: "Suspended" });
  await expect(banner).toContainText("Unpaid since May");
  await expect(page.getByRole("link", { name: "Declare incident" })).toHaveCount(0);
  await expect(page.getByText("Storefront").first()).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await inDatabase((sql) => sql`select admin.suspend(${organization.slug}, null)`);
  await expect(banner).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Declare incident" })).toBeVisible();
});

test("the audit log is filtered, exported and verified", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await makeComponent(mara, organization, "Storefront");
  await signIn(page, mara, `/orgs/${organization.slug}/audit`);
  await expect(page.getByRole("button", { name: /Component created: Storefront/ })).toBeVisible();
  await page.getByRole("combobox", { name: "Object" }).click();
  await page.getByRole("option", { name: "Component", exact: true }).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: /Component created: Storefront/ }).click();
  await expect(page.getByRole("dialog")).toContainText("Storefront");
  await expectAccessible(page, { themes: "both" });
  await page.keyboard.press("Escape");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  expect((await download).suggestedFilename()).toBe(`${organization.slug}-audit.csv`);
  await expect(page.getByText("Exported 1 entry", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Verify the log" }).click();
  await expect(page.getByText(/^Whole: \d+ entries, none changed, removed or slipped in\.$/)).toBeVisible();
  await page.getByRole("searchbox").fill("no such thing");
  await expect(page.getByText("Nothing matches")).toBeVisible();
});
