import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "./support/axe.ts";
import { becomesLive, expect, signInByForm, test } from "./support/dashboard.ts";
import { inDatabase } from "./support/database.ts";
import { codeFromMail } from "./support/mailbox.ts";
import { makeOrganization, makePerson, type Person } from "./support/people.ts";
import { stackAddress } from "./support/stack.ts";

/** Another browser of the same person. */
async function elsewhere(browser: Browser, person: Person, path: string): Promise<Page> {
  const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0";
  const context = await browser.newContext({ baseURL: stackAddress().url, userAgent });
  const page = await context.newPage();
  await signInByForm(page, person, path);
  return page;
}

test("a session that is ended in another browser is out at once", async ({ page, browser }) => {
  const mara = await makePerson("Mara Lindqvist");
  const { slug } = await makeOrganization(mara);
  const other = await elsewhere(browser, mara, `/orgs/${slug}/settings`);
  await becomesLive(other);

  await signInByForm(page, mara, "/account/sessions");
  const sessions = page.getByRole("table", { name: "Sessions" });
  await expect(sessions.getByRole("row", { name: /Firefox on Windows/ })).toBeVisible();
  await expect(sessions.getByRole("row", { name: /This one/ })).toContainText("now");
  await page.getByRole("button", { name: "End the session of Firefox on Windows" }).click();
  await expect(page.getByText("Session of Firefox on Windows ended", { exact: true })).toBeVisible();
  await expect(sessions.getByRole("row", { name: /Firefox on Windows/ })).toHaveCount(0);

  await expect(other).toHaveURL(/\/sign-in\?next=/);
  await expect(other.getByText("Your session has ended.")).toBeVisible();
  await other.context().close();
});

test("all others are ended together, and this one goes on", async ({ page, browser }) => {
  const mara = await makePerson("Mara Lindqvist");
  const { slug } = await makeOrganization(mara);
  const others = [await elsewhere(browser, mara, `/orgs/${slug}`), await elsewhere(browser, mara, "/account/sessions")];
  await signInByForm(page, mara, "/account/sessions");
  await page.getByRole("button", { name: "End all others" }).click();
  // The client that made the person is one of them.
  await expect(page.getByText("3 other sessions ended", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "End all others" })).toHaveCount(0);
  for (const other of others) {
    await other.bringToFront();
    await other.evaluate(() => dispatchEvent(new Event("focus")));
    await expect(other).toHaveURL(/\/sign-in/);
    await other.context().close();
  }
  await page.reload();
  await expect(page.getByRole("heading", { name: "Your account" })).toBeVisible();
});

test("a session older than a day asks for a mailed code before it sets another password", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  await signInByForm(page, mara, "/account/password");
  await inDatabase(
    (sql) => sql`update auth.sessions set created_at = now() - interval '25 hours' where user_id = ${mara.id}`,
  );
  await page.getByLabel("New password").fill("another mirror of the sun");
  await page.getByRole("button", { name: "Save password" }).click();
  const code = page.getByLabel("Code from your inbox");
  await expect(code).toBeFocused();
  await expectAccessible(page, { themes: "both" });
  await code.fill("000000");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByText("This code is wrong or has expired.")).toBeVisible();
  await code.fill(await codeFromMail(mara.email, /it is you/i));
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByText("Password saved", { exact: true })).toBeVisible();
});

test("another password ends every other session", async ({ page, browser }) => {
  const mara = await makePerson("Mara Lindqvist");
  const { slug } = await makeOrganization(mara);
  const other = await elsewhere(browser, mara, `/orgs/${slug}`);
  await becomesLive(other);
  await signInByForm(page, mara, "/account/password");
  await page.getByLabel("New password").fill("password1");
  await expect(page.getByText("On lists of stolen passwords")).toBeVisible();
  await page.getByLabel("New password").fill("another mirror of the sun");
  await expect(page.getByText("Strong", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByText("Password saved", { exact: true })).toBeVisible();
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
  await other.context().close();
});
