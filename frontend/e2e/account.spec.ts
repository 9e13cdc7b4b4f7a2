import { readFile } from "node:fs/promises";
import { expectAccessible } from "./support/axe.ts";
import { enterCredentials, expect, signIn, signInByForm, test } from "./support/dashboard.ts";
import { inDatabase } from "./support/database.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { addMember, makeOrganization, makePerson, serviceClient, unique } from "./support/people.ts";

test("a sign-in link lets in; an unknown address reads the same", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const { slug } = await makeOrganization(mara);
  for (const email of [`${unique("nobody")}@example.com`, mara.email]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(`/orgs/${slug}/team`)}`);
    await page.getByLabel("Work e-mail").fill(email);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByRole("button", { name: "Send me a sign-in link" }).click();
    await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
    await expect(page.getByText(`If ${email} can be used here, a mail is on its way.`)).toBeVisible();
  }
  const link = await linkFromMail(mara.email, /^Sign in/);
  await page.goto(link);
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}/team$`));
  await page.goto(link);
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}/team|/auth/callback`));
});

test("a sign-in link in another browser says where it belongs", async ({ page, browser, baseURL }) => {
  const mara = await makePerson("Mara Lindqvist");
  await page.goto("/sign-in");
  await page.getByLabel("Work e-mail").fill(mara.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Send me a sign-in link" }).click();
  const context = await browser.newContext({ baseURL: baseURL ?? "" });
  const other = await context.newPage();
  await other.goto(await linkFromMail(mara.email, /^Sign in/));
  await expect(other.getByRole("heading", { name: "This link belongs to another browser" })).toBeVisible();
  await context.close();
});

test("an address of a domain with an identity provider is offered single sign-on, whether it has an account or not", async ({
  page,
}) => {
  const domain = `${unique("sso").toLowerCase()}.example`;
  await inDatabase(
    (sql) => sql`
      insert into private.sso_domains (domain, provider, proven_at)
      values (${domain}, ${`sso:${crypto.randomUUID()}`}, now())`,
  );
  await page.goto("/sign-in");
  await page.getByLabel("Work e-mail").fill(`nobody@${domain}`);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("button", { name: "Continue with single sign-on" })).toBeVisible();
  await expect(page.getByText(`${domain} uses single sign-on.`)).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByLabel("Work e-mail").fill("nobody@example.com");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await expect(page.getByRole("button", { name: "Continue with single sign-on" })).toHaveCount(0);
});

test("an address changes once both mails were answered", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  await makeOrganization(mara);
  const email = `${unique("new")}@example.com`;
  await signIn(page, mara, "/account");
  await page.getByLabel("New e-mail address").fill(mara.email);
  await page.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByText("This is your address already.")).toBeVisible();
  await page.getByLabel("New e-mail address").fill(email);
  await page.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByText(`Waiting for ${email}.`)).toBeVisible();
  await expectAccessible(page, { themes: "both" });

  await page.goto(await linkFromMail(mara.email, /address/i));
  await expect(page.getByRole("heading", { name: "One of two is done" })).toBeVisible();
  await page.goto(await linkFromMail(email, /address/i));
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(`Now: ${email}`)).toBeVisible();
  await expect(page.getByText("Waiting for")).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await signInByForm(page, { ...mara, email });
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
});

test("the name is changed in one place and shown in every organization", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const { slug } = await makeOrganization(mara);
  await signIn(page, mara, `/orgs/${slug}/settings`);
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  // The screen that is left has a field of this label too.
  await expect(page.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await page.getByLabel("Name").fill("Mara L.");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Name saved", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Back to Northwind" }).click();
  await expect(page.getByRole("button", { name: /^Mara L\./ })).toBeVisible();
  await page.goto(`/orgs/${slug}/settings/profile`);
  await expect(page).toHaveURL(/\/account$/);
});

test("data is taken along; the only admin stays, and whoever may leave is gone for good", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "editor");
  await signIn(page, mara, "/account/data");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download my data" }).click();
  const data = JSON.parse(await readFile(await (await download).path(), "utf8"));
  expect(data).toMatchObject({ account: { email: mara.email }, memberships: [{ slug: organization.slug }] });

  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog");
  const confirmation = dialog.getByRole("textbox");
  await confirmation.fill("somebody@example.com");
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(dialog.getByText("Type the address of your account to delete it.")).toBeVisible();
  await confirmation.fill(mara.email);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(dialog.getByText(/You are the only admin of: Northwind/)).toBeVisible();
  await expectAccessible(page, { themes: "both" });

  const { error } = await mara.client.from("members").update({ role: "admin" }).eq("user_id", jonas.id);
  expect(error).toBeNull();
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByText("Your account is deleted", { exact: true })).toBeVisible();
  await enterCredentials(page, mara);
  await expect(page.getByRole("alert")).toHaveText("E-mail address and password do not match an account.");
});

test("an organization that was deleted is had back", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const { id, slug } = await makeOrganization(mara);
  const { error } = await mara.client.rpc("delete_organization", { organization_id: id, confirmation: slug });
  expect(error).toBeNull();
  await signIn(page, mara, "/account/data");
  await expect(page.getByText(new RegExp(`${slug} · deleted`))).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}$`));
});

test("whoever is invited to an account chooses a password; the link works once", async ({ page }) => {
  const email = `${unique("invited")}@example.com`;
  const { error } = await serviceClient().auth.admin.inviteUserByEmail(email, { data: { full_name: "Sina Berg" } });
  expect(error).toBeNull();
  const link = await linkFromMail(email, /account was created/);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Welcome to Heliograph" })).toBeVisible();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("another mirror");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("heading", { name: "Create an organization" })).toBeVisible();

  await page.goto("/forgot-password");
  await page.goto(link);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("link", { name: "Send me a new link" }).click();
  await expect(page.getByRole("button", { name: "Send the link" })).toBeVisible();
});
