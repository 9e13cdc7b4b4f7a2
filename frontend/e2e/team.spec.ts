import { unwrap, unwrapEmpty } from "../src/lib/errors.ts";
import { expectAccessible } from "./support/axe.ts";
import { becomesLive, enterCredentials, expect, signIn, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { addMember, makeOrganization, makePerson, type Organization, unique } from "./support/people.ts";

test("a member is invited, joins, is changed and removed; another member sees each change without reload", async ({
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
  await expect(others.getByText("Admins invite members and change roles.")).toBeVisible();
  await expect(others.getByRole("button", { name: "Invite members" })).toHaveCount(0);

  await signIn(page, mara, `/orgs/${organization.slug}/team`);
  await becomesLive(page);
  await expect(page.getByRole("button", { name: "Jonas Okafor on Team" })).toBeVisible();

  await page.getByRole("button", { name: "Invite members" }).click();
  await page.getByLabel("E-mail addresses").fill("nobody");
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByText("This is not an e-mail address: nobody")).toBeVisible();
  await page.getByLabel("E-mail addresses").fill(`${tara.email}, ${jonas.email}`);
  await page.getByRole("button", { name: "Send invitations" }).click();
  await expect(page.getByText(`Invited ${tara.email} as editor`, { exact: true })).toBeVisible();
  await expect(page.getByText(`${jonas.email}: This person is a member already.`)).toBeVisible();
  await expect(page.getByLabel("E-mail addresses")).toHaveValue(jonas.email);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("row", { name: new RegExp(tara.email) })).toContainText("valid until");

  const invited = await browser.newContext({ baseURL: baseURL ?? "" });
  const theirs = await invited.newPage();
  await theirs.goto(await linkFromMail(tara.email, /Join Northwind/));
  await expect(theirs.getByRole("heading", { name: "Join Northwind" })).toBeVisible();
  await expectAccessible(theirs, { themes: "both" });
  await theirs.getByRole("link", { name: "Sign in" }).click();
  await enterCredentials(theirs, tara);
  await theirs.getByRole("button", { name: "Join Northwind" }).click();
  await expect(theirs).toHaveURL(new RegExp(`/orgs/${organization.slug}$`));
  await invited.close();
  await expect(others.getByText("Tara Kovač")).toBeVisible();
  await expect(page.getByText("No pending invitations")).toBeVisible();

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
  await expect(page.getByRole("button", { name: "Invite members" })).toBeVisible();
  const { error } = await mara.client
    .from("members")
    .update({ role: "viewer" })
    .eq("organization_id", organization.id)
    .eq("user_id", jonas.id);
  expect(error).toBeNull();
  await expect(page.getByRole("button", { name: "Invite members" })).toHaveCount(0);
  await expect(page.getByText("Admins invite members and change roles.")).toBeVisible();
  await page.getByRole("link", { name: "Roles" }).click();
  await expect(page.getByRole("row", { name: /Change the organization/ }).getByLabel("yes")).toHaveCount(1);
});

test("an invitation is sent again, revoked, and then its link is void", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const email = `${unique("guest")}@example.com`;
  await signIn(page, mara, `/orgs/${organization.slug}/team?add=true`);
  await page.getByLabel("E-mail addresses").fill(email);
  await page.getByRole("button", { name: "Send invitations" }).click();
  const link = await linkFromMail(email, /Join Northwind/);
  await page.getByRole("button", { name: `Send ${email} the invitation again` }).click();
  await expect(page.getByText("It was sent a moment ago.", { exact: false }).first()).toBeVisible();
  await page.getByRole("button", { name: `Revoke the invitation of ${email}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No pending invitations")).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This invitation is not valid any more" })).toBeVisible();
});

test("an invitation is found without its link, and accepted", async ({ page }) => {
  const [mara, tara] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Tara Kovač")]);
  const northwind = await makeOrganization(mara);
  const contoso = await makeOrganization(mara, "Contoso");
  const invite = async ({ id }: Organization) =>
    unwrap(await mara.client.rpc("invite_member", { organization_id: id, email: tara.email, role: "editor" }));
  await invite(northwind);
  await signIn(page, tara);
  await expect(page.getByRole("heading", { name: "You are invited" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Invitations" })).toContainText("Mara Lindqvist invited you as editor");
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Accept the invitation of Northwind" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${northwind.slug}$`));

  const { id } = await invite(contoso);
  await page.getByRole("button", { name: /switch organization/ }).click();
  await page.getByRole("option", { name: /Invitations/ }).click();
  await expect(page.getByText("Contoso", { exact: true })).toBeVisible();
  unwrapEmpty(await mara.client.rpc("revoke_invitation", { invitation_id: id }));
  await page.getByRole("button", { name: "Accept the invitation of Contoso" }).click();
  await expect(
    page.getByText("This invitation is not valid any more. Ask for a new one.", { exact: true }),
  ).toBeVisible();
  await expect(page.getByRole("heading", { name: "Create an organization", level: 1 })).toBeVisible();
});

test("somebody leaves, and hears of it once", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "viewer");
  await signIn(page, jonas, `/orgs/${organization.slug}/team`);
  await becomesLive(page);
  await page.getByRole("button", { name: "Actions for Jonas Okafor" }).click();
  await page.getByRole("menuitem", { name: "Leave the organization" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await expect(page).toHaveURL(/\/new-organization$/);
});
