import { unwrap } from "../src/lib/errors.ts";
import { expectAccessible } from "./support/axe.ts";
import { expect, signIn, test } from "./support/dashboard.ts";
import { linkFromMail, unsubscribeFromMail } from "./support/mailbox.ts";
import { makeComponent, makeOrganization, makePerson, unique } from "./support/people.ts";
import { stackAddress } from "./support/stack.ts";

test("a reader subscribes, confirms from the inbox, hears of an incident and its end, and leaves", async ({
  page,
  browser,
}) => {
  test.setTimeout(60_000);
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const cards = await makeComponent(mara, organization, "Card authorisation");
  const status = unwrap(
    await mara.client.from("status_pages").select("id, slug").eq("organization_id", organization.id).single(),
  );
  unwrap(
    await mara.client
      .from("status_page_components")
      .insert({ status_page_id: status.id, component_id: cards, organization_id: organization.id })
      .select("component_id"),
  );
  const reader = `${unique("reader")}@example.com`;

  await page.goto(`/status/${status.slug}`);
  await page.getByRole("link", { name: "Subscribe" }).first().click();
  await expect(page.getByRole("heading", { name: "Subscribe to updates" })).toBeVisible();
  await page.getByLabel("Only what I choose").check();
  await page.getByLabel("E-mail address").fill(reader);
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expect(page.getByRole("alert")).toHaveText("Choose at least one component, or follow everything.");
  await page.getByLabel("Card authorisation").check();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expect(page.getByRole("heading", { name: "Check your inbox" })).toBeVisible();

  await page.goto(await linkFromMail(reader, /^Confirm/));
  await page.getByRole("button", { name: "Confirm subscription" }).click();
  await expect(page.getByText("Confirmed.")).toBeVisible();
  await expect(page.getByLabel("Card authorisation")).toBeChecked();
  await expectAccessible(page, { themes: "both" });

  const watching = await page.context().newPage();
  await watching.goto(`/status/${status.slug}`);
  await expect(watching.locator(".freshness[data-kind=live]")).toBeVisible();
  const team = await (await browser.newContext({ baseURL: stackAddress().url })).newPage();
  await signIn(team, mara, `/orgs/${organization.slug}/incidents/new`);
  await team.getByLabel("Title").fill("Cards declined");
  await team.getByRole("textbox", { name: "Message" }).fill("We are looking.");
  await team.getByRole("button", { name: "Add a component" }).click();
  await team.getByRole("option", { name: /Card authorisation/ }).click();
  await team.keyboard.press("Escape");
  await team.getByRole("combobox", { name: "Status of Card authorisation" }).click();
  await team.getByRole("option", { name: "Major outage" }).click();
  await team.keyboard.press("Control+Enter");
  await expect(watching.getByRole("heading", { name: "Major outage", level: 1 })).toBeVisible();
  await expect(watching.getByRole("heading", { name: "Cards declined" })).toBeVisible();
  const visited = await linkFromMail(reader, /^Investigating: Cards declined/);
  await team.getByRole("link", { name: "Post an update" }).click();
  await team.getByRole("radio", { name: "Resolved" }).click();
  await team.getByRole("textbox", { name: "Message" }).fill("Fixed.");
  await team.keyboard.press("Control+Enter");
  await expect(watching.getByRole("heading", { name: "All systems operational", level: 1 })).toBeVisible();
  await linkFromMail(reader, /^Resolved: Cards declined/);
  const manage = page.url();
  await page.goto(visited);
  await expect(page.getByRole("heading", { name: "Cards declined", level: 1 })).toBeVisible();

  await unsubscribeFromMail(reader, /^Resolved: Cards declined/);
  await page.goto(manage);
  await expect(page.getByText("You are unsubscribed.")).toBeVisible();
  await page.getByRole("button", { name: "Subscribe again" }).click();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
});

test("a link that is cut off says so, and leads to the form", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const status = unwrap(
    await mara.client.from("status_pages").select("slug").eq("organization_id", organization.id).single(),
  );
  await page.goto(`/status/${status.slug}/subscription#token=0123`);
  await expect(page.getByRole("alert")).toHaveText(/^This link is not valid any more\./);
  await page.getByRole("button", { name: "Subscribe again" }).click();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
});
