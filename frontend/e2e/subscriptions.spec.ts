import { unwrap } from "../src/lib/errors.ts";
import { expectAccessible } from "./support/axe.ts";
import { expect, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { makeComponent, makeOrganization, makePerson, unique } from "./support/people.ts";

test("a reader subscribes, confirms from the inbox, hears of an incident and its end, and leaves", async ({ page }) => {
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

  const incident = unwrap(
    await mara.client.rpc("declare_incident", {
      organization_id: organization.id,
      incident_id: crypto.randomUUID(),
      update_id: crypto.randomUUID(),
      title: "Cards declined",
      status: "investigating",
      body: "We are looking.",
      components: [{ component_id: cards, status: "major_outage" }],
    }),
  );
  const visited = await linkFromMail(reader, /^Investigating: Cards declined/);
  unwrap(
    await mara.client.rpc("post_incident_update", {
      incident_id: incident.id,
      update_id: crypto.randomUUID(),
      expected_version: incident.version,
      status: "resolved",
      body: "Fixed.",
    }),
  );
  await linkFromMail(reader, /^Resolved: Cards declined/);
  const manage = page.url();
  await page.goto(visited);
  await expect(page.getByRole("heading", { name: "Cards declined", level: 1 })).toBeVisible();

  await page.goto(manage);
  await page.getByRole("button", { name: "Unsubscribe" }).click();
  await expect(page.getByText("You are unsubscribed.")).toBeVisible();
  await page.goto(manage);
  await expect(page.getByText("You are unsubscribed.")).toBeVisible();
});
