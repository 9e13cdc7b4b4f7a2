import { unwrap } from "../src/lib/errors.ts";
import { becomesLive, enterCredentials, expect, signInByForm, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { makeOrganization, makePerson, unique } from "./support/people.ts";

test("from sign-up to the overview of a new organization", async ({ page }) => {
  const email = `${unique("new")}@example.com`;
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole("link", { name: "create an account" }).click();
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByText("Enter your name.")).toBeVisible();

  await page.getByLabel("Name").fill("Mara Lindqvist");
  await page.getByLabel("Work e-mail").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send it again" })).toBeDisabled();
  await page.goto(await linkFromMail(email, /confirm/i));

  await expect(page.getByRole("heading", { name: "Choose a password" })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByText("Use at least 8 characters.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("mirror sun signal");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("heading", { name: "Create an organization" })).toBeVisible();
  const name = unique("Café Zürich");
  const slug = name.toLowerCase().replace("café zürich", "cafe-zurich");
  await page.getByLabel("Name").fill(name);
  await expect(page.getByLabel("Address")).toHaveValue(slug);
  await page.getByRole("button", { name: "Create organization" }).click();

  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}$`));
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await expect(page.getByText("Add a component", { exact: true }).first()).toBeVisible();
  await becomesLive(page);
});

test("an address that is taken is said under its field, and nothing typed is lost", async ({ page }) => {
  const person = await makePerson("Mara Lindqvist");
  const { slug } = await makeOrganization(person);
  await signInByForm(page, person, "/new-organization");
  await page.getByLabel("Name").fill("Another one");
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByText("This address is taken. Choose another one.")).toBeVisible();
  await expect(page.getByLabel("Address")).toBeFocused();
  await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await page.reload();
  await expect(page.getByText(/Your draft of .* is back/)).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Another one");
});

test("a wrong pair has one message and keeps the address", async ({ page }) => {
  const person = await makePerson("Jonas Okafor");
  await page.goto("/sign-in");
  await enterCredentials(page, { email: person.email, password: "not this one" });
  await expect(page.getByRole("alert")).toHaveText("E-mail address and password do not match an account.");
  await expect(page.getByLabel("Work e-mail")).toHaveValue(person.email);
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
});

test("forgot password: the mail's link leads to a new one, and works once", async ({ page }) => {
  const person = await makePerson("Tara Kovač");
  await makeOrganization(person);
  await page.goto("/sign-in");
  await page.getByLabel("Work e-mail").fill(person.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("link", { name: "Forgot password" }).click();
  await expect(page).toHaveURL(/\/forgot-password/);
  await expect(page.getByLabel("Work e-mail")).toHaveValue(person.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();
  const link = await linkFromMail(person.email, /password/i);
  await page.goto(link);
  await page.getByLabel("New password").fill("another mirror");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();

  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await signInByForm(page, { ...person, password: "another mirror" });
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();

  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("a session that ends brings the person back to where they were, drafts kept", async ({ page, context }) => {
  const person = await makePerson("Sina Berg");
  const { slug } = await makeOrganization(person);
  await signInByForm(page, person, `/orgs/${slug}/settings`);
  await page.getByLabel("Name").fill("Half written");
  const other = await context.newPage();
  await other.goto(`/orgs/${slug}`);
  await other.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("sb-")) localStorage.removeItem(key);
  });
  await other.close();
  await page.reload({ timeout: 10_000 }).catch(() => undefined);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await enterCredentials(page, person);
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}/settings$`));
  await expect(page.getByLabel("Name")).toHaveValue("Half written");
});

test("a link that brings a session does not say where to go, and whose it is stands where things are given to it", async ({
  page,
}) => {
  const stranger = await makePerson("Stranger");
  const { session } = unwrap(await stranger.client.auth.getSession());
  const { access_token = "", refresh_token = "" } = session ?? {};
  const hash = new URLSearchParams({ access_token, refresh_token });
  await page.goto(`/auth/callback?next=%2Faccount#${hash}`);
  await expect(page.getByText(`Signed in as ${stranger.email}. Not you?`)).toBeVisible();
  await expect(page).toHaveURL(/\/new-organization$/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("an organization of others reads like one that does not exist", async ({ page }) => {
  const stranger = await makePerson("Stranger");
  const { slug } = await makeOrganization(await makePerson("Owner"));
  await makeOrganization(stranger);
  await signInByForm(page, stranger, `/orgs/${slug}`);
  await expect(page.getByRole("heading", { name: /does not exist, or you may not see it/ })).toBeVisible();
  await page.goto("/orgs/there-is-none");
  await expect(page.getByRole("heading", { name: /does not exist, or you may not see it/ })).toBeVisible();
});
