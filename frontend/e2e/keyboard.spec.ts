import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { makeComponent, makeOrganization, makePerson } from "./support/people.ts";
import { WatchedComponent } from "./support/watched.ts";

test("a walk with the keyboard alone", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const component = await makeComponent(mara, organization, "Storefront");
  const watched = await WatchedComponent.make(mara, organization, component);
  await watched.report(true);
  const { keyboard } = page;

  await page.goto("/sign-in");
  await page.getByLabel("Work e-mail").focus();
  await keyboard.type(mara.email);
  await keyboard.press("Enter");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await keyboard.type(mara.password);
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await becomesLive(page);

  await keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();

  await keyboard.press("g");
  await keyboard.press("t");
  await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Help and shortcuts" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await keyboard.press("g");
  await keyboard.press("o");
  await expect(page.getByRole("rowheader", { name: /Storefront/ })).toBeVisible();
  await keyboard.press("j");
  await expect(page.getByRole("link", { name: "Storefront" })).toBeFocused();

  await keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await expect(palette).toBeVisible();
  await keyboard.type("store");
  await expect(palette.getByRole("option", { name: /Storefront/ }).first()).toBeVisible();
  await keyboard.press("Control+a");
  await keyboard.type(">go to pro");
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Probes", level: 1 })).toBeVisible();
  await expect(palette).toHaveCount(0);

  await keyboard.press("/");
  await expect(palette).toBeVisible();
  await keyboard.type("No such thing");
  await expect(palette.getByRole("option", { name: "Create component “No such thing”" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
});

test("single keys can be switched off", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  await page.getByRole("switch", { name: "Single-key shortcuts" }).press("Space");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search or jump to" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}$`));
});

test("typing in a form runs nothing", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await signIn(page, mara, `/orgs/${organization.slug}/settings`);
  await page.getByLabel("Name").fill("");
  await page.getByLabel("Name").pressSequentially("g t / ? j k");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/settings$/);

  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Leave without saving?");
  await page.getByRole("button", { name: "Stay" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("g t / ? j k");
});
