import { readFile } from "node:fs/promises";
import { unwrap } from "../src/lib/errors.ts";
import { expectAccessible } from "./support/axe.ts";
import { expect, signIn, test } from "./support/dashboard.ts";
import { linkFromMail } from "./support/mailbox.ts";
import { addMember, makeOrganization, makePerson, serviceClient, unique } from "./support/people.ts";

/** Somebody who follows the organization's page, confirmed by the link. */
async function follow(pageSlug: string, address: string): Promise<void> {
  const service = serviceClient();
  await service.rpc("request_subscription", { page_slug: pageSlug, channel: "email", address }).throwOnError();
  const link = await linkFromMail(address, /^Confirm/);
  const token = new URL(link).hash.replace("#confirm=", "");
  await service.rpc("confirm_subscription", { confirmation_token: token }).throwOnError();
}

test("an editor imports a list, finds who is in it, and takes it away as a file", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const status = unwrap(
    await mara.client.from("status_pages").select("slug").eq("organization_id", organization.id).single(),
  );
  const known = `${unique("known")}@example.com`;
  const fresh = `${unique("fresh")}@example.com`;
  await follow(status.slug, known);

  await signIn(page, mara, `/orgs/${organization.slug}/subscribers`);
  await expect(page.getByRole("link", { name: known })).toBeVisible();
  await expectAccessible(page, { themes: "both" });

  await page.getByRole("button", { name: "Import" }).click();
  const rows = ["name;mail", `Known;${known}`, `Fresh;${fresh}`, `Again;${fresh.toUpperCase()}`, "Wrong;nonsense"];
  await page
    .getByLabel("File")
    .setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  await expect(page.getByRole("table", { name: "First rows" })).toContainText(fresh);
  await expectAccessible(page, { themes: "light" });
  await page.getByRole("button", { name: "Ask 4 to confirm" }).click();
  await expect(page.getByText("1 asked to confirm")).toBeVisible();
  await expect(page.getByText("1 repeated in the file")).toBeVisible();
  await expect(page.getByRole("table", { name: "Rows that were not asked" })).toContainText("nonsense");
  await page.getByRole("button", { name: "Done" }).click();

  await page.getByLabel("State").click();
  await page.getByRole("option", { name: "Not confirmed yet" }).click();
  await expect(page.getByRole("link", { name: known })).toBeHidden();
  await expect(page.getByRole("link", { name: fresh })).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  const file = await readFile(await download.path(), "utf8");
  expect(file).toContain(`${known},email,Northwind,confirmed`);
  expect(file).toContain(`${fresh},email,Northwind,pending`);
});

test("a viewer sees addresses in part; an editor reads what was sent, and removes somebody", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const vera = await makePerson("Vera Holm");
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, vera, "viewer");
  const status = unwrap(
    await mara.client.from("status_pages").select("slug").eq("organization_id", organization.id).single(),
  );
  const reader = `${unique("reader")}@example.com`;
  await follow(status.slug, reader);

  await signIn(page, vera, `/orgs/${organization.slug}/subscribers`);
  await expect(page.getByRole("link", { name: "r•••@example.com" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Export" })).toBeHidden();

  await page.evaluate(() => localStorage.clear());
  await signIn(page, mara, `/orgs/${organization.slug}/subscribers`);
  await page.getByLabel("Search addresses").fill("reader");
  await page.getByRole("link", { name: reader }).click();
  await expect(page.getByRole("heading", { name: reader, level: 1 })).toBeVisible();
  await expect(page.getByText("Request to confirm")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(`${reader} removed`, { exact: true })).toBeVisible();
  await expect(page.getByText("Nobody follows your pages yet")).toBeVisible();
});

test("an admin names the sender and tries it; a server's password is not shown again", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  // As the function answers where Supabase hosts it.
  await page.route("**/functions/v1/messages/place", (route) => route.fulfill({ json: { blocked_ports: [25, 587] } }));
  await signIn(page, mara, `/orgs/${organization.slug}/settings/notifications`);

  await page.getByLabel("Sender name").fill("Northwind Status");
  await expect(page.getByRole("button", { name: "Send test message" })).toBeDisabled();
  await page.getByRole("button", { name: "Save changes" }).first().click();
  await expect(page.getByText("Goes to your own address, with the saved settings.")).toBeVisible();
  await page.getByRole("button", { name: "Send test message" }).click();
  await expect(page.getByText(`Sent to ${mara.email}`)).toBeVisible();
  await linkFromMail(mara.email, /Test message/);

  await page.getByRole("radio", { name: /^SMTP/ }).click();
  await page.getByLabel("Server", { exact: true }).fill("smtp.example.com");
  await page.getByLabel("Port").fill("587");
  await page.getByLabel("Password").fill("hush");
  await page.getByLabel("From address").fill("status@example.com");
  await page.getByRole("button", { name: "Save changes" }).first().click();
  await expect(page.getByText("Hosted Supabase lets no function reach port 587. Use 465 with TLS.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByLabel("Port").fill("465");
  await page.getByRole("button", { name: "Save changes" }).first().click();
  await expect(page.getByText("One is stored. Leave this empty to keep it.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Server", { exact: true })).toHaveValue("smtp.example.com");
  await expect(page.getByLabel("Password")).toHaveValue("");
  await page.getByLabel("Server", { exact: true }).fill("other.example.com");
  await page.getByRole("button", { name: "Save changes" }).first().click();
  await expect(page.getByText("Enter the secret again: it was given for another server or account.")).toBeVisible();
});

test("who writes sees how many will be told and what they will read, and then how many were", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const status = unwrap(
    await mara.client.from("status_pages").select("slug").eq("organization_id", organization.id).single(),
  );
  const reader = `${unique("reader")}@example.com`;
  await follow(status.slug, reader);

  await signIn(page, mara, `/orgs/${organization.slug}/incidents/new`);
  await page.getByLabel("Title").fill("Cards declined");
  await page.getByRole("textbox", { name: "Message" }).fill("We are **looking**.");
  await expect(page.getByText("1 subscriber is told, by e-mail.")).toBeVisible();
  await page.getByRole("radio", { name: "E-mail" }).click();
  await expect(page.getByText("Investigating: Cards declined")).toBeVisible();
  const mail = page.frameLocator("iframe[title='Preview of the mail']");
  await expect(mail.locator("strong", { hasText: "looking" })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByRole("radio", { name: "SMS" }).click();
  await expect(page.getByText(/Northwind: Investigating: Cards declined http/)).toBeVisible();
  await page.getByRole("button", { name: "Publish and notify 1" }).click();
  await expect(page.getByRole("heading", { name: "Cards declined", level: 1 })).toBeVisible();
  await linkFromMail(reader, /^Investigating: Cards declined/);
  await expect(page.getByText("told 1")).toBeVisible();
});
