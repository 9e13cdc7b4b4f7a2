import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { addMember, makeOrganization, makePerson } from "./support/people.ts";

test("a member is added, changed and removed; another member sees each change without reload", async ({
  page,
  browser,
  baseURL,
}) => {
  const [mara, jonas, tara] = await Promise.all([
    makePerson("Mara Lindqvist"),
    makePerson("Jonas Okafor"),
    makePerson("Tara Kovač"),
  ]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "viewer");

  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const others = await context.newPage();
  await signIn(others, jonas, `/orgs/${organization.slug}/team`);
  await becomesLive(others);
  await expect(others.getByText("Admins add members and change roles.")).toBeVisible();
  await expect(others.getByRole("button", { name: "Add a member" })).toHaveCount(0);

  await signIn(page, mara, `/orgs/${organization.slug}/team`);
  await becomesLive(page);
  await expect(page.getByRole("button", { name: "Jonas Okafor on Team" })).toBeVisible();

  await page.getByRole("button", { name: "Add a member" }).click();
  await page.getByLabel("E-mail address").fill("nobody@nowhere.example");
  await page.getByRole("button", { name: "Add member" }).click();
  await expect(page.getByText("Nobody has an account with this address. Ask them to sign up first.")).toBeVisible();
  await page.getByLabel("E-mail address").fill(tara.email);
  await page.getByRole("button", { name: "Add member" }).click();
  await expect(page.getByText(`${tara.email} added as editor`, { exact: true })).toBeVisible();
  await expect(others.getByText("Tara Kovač")).toBeVisible();

  await page.getByRole("combobox", { name: "Role of Tara Kovač" }).click();
  await page.getByRole("option", { name: "Operator" }).click();
  await expect(others.getByRole("row", { name: /Tara Kovač/ })).toContainText("Operator");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(others.getByRole("row", { name: /Tara Kovač/ })).toContainText("Editor");

  await page.getByRole("button", { name: "Actions for Jonas Okafor" }).click();
  await page.getByRole("menuitem", { name: "Remove from the organization" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("They lose access to Northwind at once.");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("row", { name: /Jonas Okafor/ })).toHaveCount(0);
  await expect(others.getByText("You are no longer a member of this organization", { exact: true })).toBeVisible();
  await expect(others).toHaveURL(/\/new-organization$/);
  await context.close();
});

test("the last admin can be neither demoted nor removed, and the page says why", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "editor");
  await signIn(page, mara, `/orgs/${organization.slug}/team`);
  const own = page.getByRole("row", { name: /Mara Lindqvist/ });
  await expect(own).toContainText("The only admin. Make somebody else admin first.");
  await expect(own.getByRole("combobox")).toBeDisabled();
  await expect(own.getByRole("button", { name: /Actions/ })).toHaveCount(0);

  await page.getByRole("combobox", { name: "Role of Jonas Okafor" }).click();
  await page.getByRole("option", { name: "Admin" }).click();
  await expect(own.getByRole("combobox")).toBeEnabled();
});

test("a role that is lost takes its controls away at once", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "admin");
  await signIn(page, jonas, `/orgs/${organization.slug}/team`);
  await becomesLive(page);
  await expect(page.getByRole("button", { name: "Add a member" })).toBeVisible();
  const { error } = await mara.client
    .from("members")
    .update({ role: "viewer" })
    .eq("organization_id", organization.id)
    .eq("user_id", jonas.id);
  expect(error).toBeNull();
  await expect(page.getByRole("button", { name: "Add a member" })).toHaveCount(0);
  await expect(page.getByText("Admins add members and change roles.")).toBeVisible();
  await page.getByRole("link", { name: "Roles" }).click();
  await expect(page.getByRole("row", { name: /Change the organization/ }).getByLabel("yes")).toHaveCount(1);
});
