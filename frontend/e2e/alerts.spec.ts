import { expectAccessible } from "./support/axe.ts";
import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { makeComponent, makeOrganization, makePerson, unique } from "./support/people.ts";
import { WatchedComponent } from "./support/watched.ts";

test("an outage alerts a member, who acknowledges it from the message", async ({ page, context }) => {
  test.setTimeout(90_000);
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const storefront = await makeComponent(mara, organization, "Storefront");
  const watched = await WatchedComponent.make(mara, organization, storefront);
  const rota = `${unique("rota")}@example.com`;
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await becomesLive(page);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByText("There are no rules, so nobody is alerted")).toBeVisible();

  await test.step("a member is a contact at once", async () => {
    await page.getByRole("link", { name: "Write the first rule" }).click();
    await page.getByRole("link", { name: "Add a contact" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a contact" });
    await dialog.getByRole("button", { name: "Add contact" }).click();
    await expect(dialog.getByText("Choose a member.")).toBeVisible();
    await dialog.getByLabel("Member", { exact: true }).click();
    await page.getByRole("option", { name: /Mara Lindqvist/ }).click();
    await expect(dialog.getByLabel("Name")).toHaveValue("Mara Lindqvist");
    await dialog.getByRole("switch", { name: "Quiet hours" }).click();
    await expectAccessible(page, { themes: "both" });
    await dialog.getByRole("switch", { name: "Quiet hours" }).click();
    await dialog.getByRole("button", { name: "Add contact" }).click();
    await expect(page.getByRole("table", { name: "Contacts" })).toContainText("Confirmed");
  });

  await test.step("another address has to confirm", async () => {
    await page.getByRole("link", { name: "Add a contact" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a contact" });
    await dialog.getByLabel("Who or where").click();
    await page.getByRole("option", { name: "E-mail" }).click();
    await dialog.getByLabel("E-mail address").fill(rota);
    await dialog.getByLabel("Name").fill("Rota");
    await dialog.getByRole("button", { name: "Ask to confirm" }).click();
    await expect(page.getByRole("row", { name: /Rota/ })).toContainText("Not confirmed yet");
    const reader = await context.newPage();
    await reader.goto(await linkFromMail(rota, /^Confirm that Northwind may send you alerts$/));
    await expectAccessible(reader, { themes: "light" });
    await reader.getByRole("button", { name: "Confirm" }).click();
    await expect(reader.getByText("Alerts of Northwind now reach Rota.")).toBeVisible();
    await reader.close();
    await expect(page.getByRole("row", { name: /Rota/ })).not.toContainText("Not confirmed yet");
  });

  await test.step("a rule says who hears of what", async () => {
    await page.getByRole("link", { name: "Rules" }).click();
    await page.getByRole("link", { name: "Write the first rule" }).click();
    await page.getByRole("button", { name: "Save rule" }).click();
    await expect(page.getByText("Choose who hears of it.")).toBeVisible();
    await page.getByLabel("Name").fill("Storefront is down");
    await page.getByRole("radio", { name: "Components" }).click();
    await page.getByRole("checkbox", { name: "Storefront" }).click();
    await page.getByRole("group", { name: "Contacts of step 1" }).getByRole("checkbox", { name: /Mara/ }).click();
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("group", { name: "Contacts of step 2" }).getByRole("checkbox", { name: /Rota/ }).click();
    await expectAccessible(page, { themes: "both" });
    await page.getByRole("button", { name: "Save rule" }).click();
    await expect(page.getByRole("row", { name: /Storefront is down/ })).toContainText("At once: Mara Lindqvist");
    await expect(page.getByRole("row", { name: /Storefront is down/ })).toContainText(/After 15.min: Rota/);
  });

  await test.step("the message acknowledges, and the dashboard sees it", async () => {
    await page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name: "Alerts" }).click();
    await watched.report(false);
    await expect(page.getByRole("button", { name: "Acknowledge Storefront" })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" })).toContainText("1 of 1 not acknowledged");
    const link = await linkFromMail(mara.email, /^Major outage: Storefront$/);
    const phone = await context.newPage();
    await phone.setViewportSize({ width: 390, height: 844 });
    await phone.goto(link);
    await expect(phone.getByRole("heading", { name: "Storefront" })).toBeVisible();
    await expectAccessible(phone, { themes: "both" });
    // Opening it has acknowledged nothing.
    await expect(page.getByRole("button", { name: "Acknowledge Storefront" })).toBeVisible();
    await phone.getByRole("button", { name: "Acknowledge" }).click();
    await expect(phone.getByText("Mara Lindqvist is looking. Nobody else is told.")).toBeVisible();
    const open = page.getByRole("table", { name: "Open alerts" });
    await expect(
      open
        .getByRole("row", { name: /Storefront/ })
        .getByRole("cell")
        .last(),
    ).toContainText("Mara Lindqvist");
    await expectAccessible(page, { themes: "both" });
    await phone.close();
  });

  await test.step("its end is told to whoever was told", async () => {
    await watched.report(true);
    await expect(page.getByText("Nothing is open")).toBeVisible();
    await expect(page.getByRole("table", { name: "Alerts that are over" })).toContainText("Storefront is down");
    await linkFromMail(mara.email, /^Alert over: Storefront$/);
  });
});
