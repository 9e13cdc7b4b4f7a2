import { unwrap } from "../src/lib/errors.ts";
import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { makeComponent, makeOrganization, makePerson } from "./support/people.ts";

/** A picture of one pixel. */
const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a page is created, edited with a preview, published and seen", async ({ page, browser }) => {
  test.setTimeout(60_000);
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await makeComponent(mara, organization, "Cards");
  await makeComponent(mara, organization, "Wallets");
  await signIn(page, mara, `/orgs/${organization.slug}/pages/new`);

  await page.getByLabel("Title").fill("Northwind Partners");
  await expect(page.getByLabel("Address")).toHaveValue("northwind-partners");
  await page.getByLabel("Address").fill(organization.slug);
  await page.getByRole("button", { name: "Create status page" }).click();
  await expect(page.getByText("This address is taken. Choose another one.")).toBeVisible();
  const address = `${organization.slug}-partners`;
  await page.getByLabel("Address").fill(address);
  await page.getByRole("button", { name: "Create status page" }).click();
  await expect(page.getByRole("heading", { name: "Northwind Partners", level: 1 })).toBeVisible();
  await becomesLive(page);

  const preview = page.frameLocator('iframe[title="Preview of the status page"]');
  await expect(preview.getByText("All systems operational")).toBeVisible();
  await page.getByLabel("Announcement").fill("We move to a new data centre on Sunday.");
  await expect(preview.getByText("We move to a new data centre on Sunday.")).toBeVisible();

  const sections = page.getByRole("navigation", { name: "Sections" });
  await sections.getByRole("link", { name: "Components" }).click();
  await page.getByRole("checkbox", { name: "Wallets" }).click();
  await expect(preview.getByText("Wallets")).toHaveCount(0);
  await expect(page.getByText("1 of 2 are shown.")).toBeVisible();

  await sections.getByRole("link", { name: "Theme" }).click();
  await page.getByLabel("Accent, light (optional)").fill("#7fd0d5");
  await expect(page.getByText("Too faint to read: choose a colour with at least 4.5:1.")).toBeVisible();
  await sections.getByRole("link", { name: "General" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByLabel("Accent, light (optional)")).toBeVisible();
  await page.getByLabel("Accent, light (optional)").fill("#005f43");
  await page.getByLabel("Logo file").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: onePixel });
  await expect(page.getByText("A logo is a PNG, JPEG or WebP picture.")).toBeVisible();
  await page.getByLabel("Logo file").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: onePixel });
  await expect(page.getByRole("img", { name: "The page's logo" })).toBeVisible();
  await expect(preview.locator("img.brand-mark")).toBeVisible();

  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Published Northwind Partners").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Unpublished changes" })).toHaveCount(0);

  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(`${new URL(page.url()).origin}/status/${address}`);
  await expect(visitor.getByText("We move to a new data centre on Sunday.")).toBeVisible();
  await expect(visitor.locator("img.brand-mark")).toHaveJSProperty("naturalWidth", 1);
  await expect(visitor.getByText("Cards")).toBeVisible();
  await expect(visitor.getByText("Wallets")).toHaveCount(0);

  await test.step("an open page follows what is published", async () => {
    await sections.getByRole("link", { name: "Components" }).click();
    await page.getByRole("checkbox", { name: "Wallets" }).click();
    await expect(page.getByText("1 component appears with its history when you publish.")).toBeVisible();
    await page.getByRole("button", { name: "Publish" }).click();
    await expect(visitor.getByText("Wallets")).toBeVisible();
  });
  await visitor.context().close();

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByLabel(/to confirm/).fill("Northwind Partners");
  await page.getByRole("button", { name: "Delete page" }).click();
  await expect(page.getByRole("heading", { name: "Status pages", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Northwind Partners" })).toHaveCount(0);
});

test("what somebody published meanwhile is not overwritten unseen", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const pages = mara.client.from("status_pages");
  const { id } = unwrap(await pages.select("id").eq("organization_id", organization.id).single());
  await signIn(page, mara, `/orgs/${organization.slug}/pages/${id}`);
  await becomesLive(page);
  await page.getByLabel("Announcement").fill("Mine");
  unwrap(await mara.client.from("status_pages").update({ title: "Theirs" }).eq("id", id).select("id").single());

  const keepMine = page.getByRole("button", { name: "Keep mine" });
  await expect(keepMine).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Somebody published this page meanwhile.")).toBeVisible();
  const stored = unwrap(await mara.client.from("status_pages").select("title, announcement").eq("id", id).single());
  expect(stored).toEqual({ title: "Theirs", announcement: null });

  await keepMine.click();
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText(/^Published /).first()).toBeVisible();
  await page.getByLabel("Announcement").fill("Mine again");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("region", { name: "Unpublished changes" })).toHaveCount(0);
});
