import { unwrap } from "../src/lib/errors.ts";
import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { makeOrganization, makePerson } from "./support/people.ts";
import { allowThisMachine, Probe } from "./support/probe.ts";
import { Target } from "./support/target.ts";

let probe: Probe;
const target = new Target();

test.beforeAll(async () => {
  await target.start();
  probe = await Probe.start();
});

test.afterAll(async () => {
  await probe.stop();
  await target.stop();
});

test("a new component turns green, red and green again, everywhere at once", async ({ page, context, browser }) => {
  test.setTimeout(90_000);
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await allowThisMachine(organization);
  await signIn(page, mara, `/orgs/${organization.slug}/components`);

  await page.getByRole("link", { name: /Website or API/ }).click();
  await page.getByLabel("Name").fill("Card authorisation");
  await page.getByRole("button", { name: "Create component" }).click();
  await expect(page.getByRole("heading", { name: "New monitor of Card authorisation", level: 1 })).toBeVisible();

  await page.getByLabel("Web address").fill("northwind");
  await page.getByRole("button", { name: "Create monitor" }).click();
  await expect(page.getByText("Enter a web address that begins with http:// or https://.")).toBeVisible();
  await expect(page.getByLabel("Web address")).toBeFocused();

  await page.getByLabel("Web address").fill(target.url);
  await page.getByLabel("Interval (seconds)").fill("1");
  await page.getByLabel("Confirmations").fill("1");
  await page.getByLabel("Of the last checks").fill("1");
  await expect(page.getByText("A status follows when a single check says so.")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Local" })).toBeVisible();

  await test.step("the draft survives a reload", async () => {
    await page.reload();
    await expect(page.getByText(/Your draft of .* is back/)).toBeVisible();
    await expect(page.getByLabel("Web address")).toHaveValue(target.url);
  });

  const local = page.getByRole("checkbox", { name: "Local" });
  if (!(await local.isChecked())) await local.click();

  await test.step("a test runs before anything is saved", async () => {
    await page.getByRole("button", { name: "Test now" }).click();
    const outcome = page.getByRole("region", { name: "Test" }).getByRole("status");
    await expect(outcome).toContainText("The check succeeds");
    await expect(outcome).toContainText("200");
  });

  await page.getByRole("button", { name: "Create monitor" }).click();
  await expect(page.getByRole("heading", { name: "Card authorisation", level: 1 })).toBeVisible();
  await becomesLive(page);
  await expect(page.getByText(/^Operational for/)).toBeVisible();
  await expect(page.getByRole("table", { name: "Checks" })).toContainText("200");

  const list = await context.newPage();
  await list.goto(`/orgs/${organization.slug}/components`);
  await becomesLive(list);
  const row = list.locator(".list-row").filter({ hasText: "Card authorisation" });
  await expect(row.getByRole("img", { name: "Operational" })).toBeVisible();

  const { data } = await mara.client.from("components").select("id").eq("organization_id", organization.id).single();
  const status = unwrap(
    await mara.client.from("status_pages").select("id, slug").eq("organization_id", organization.id).single(),
  );
  unwrap(
    await mara.client
      .from("status_page_components")
      .insert({ status_page_id: status.id, component_id: data?.id ?? "", organization_id: organization.id })
      .select("component_id"),
  );
  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(`${new URL(page.url()).origin}/status/${status.slug}`);
  await expect(visitor.getByRole("heading", { name: "All systems operational" })).toBeVisible();
  await expect(visitor.getByText(/^Live/)).toBeVisible();

  await target.stop();
  await expect(page.getByText(/^Major outage for/)).toBeVisible();
  await expect(page.getByText("connection refused").first()).toBeVisible();
  await expect(row.getByRole("img", { name: "Major outage" })).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "Major outage" })).toBeVisible();

  await target.start();
  await expect(page.getByText(/^Operational for/)).toBeVisible();
  await expect(row.getByRole("img", { name: "Operational" })).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "All systems operational" })).toBeVisible();
  await visitor.context().close();

  await test.step("pausing says so, resuming clears it", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText(/Checks are paused/)).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).last().click();
    await expect(page.getByText(/Checks are paused/)).toHaveCount(0);
    await expect(page.getByText(/^Operational for/)).toBeVisible();
  });
});

test("criteria: errors stand at their rule, a replay comes before saving, leaving asks", async ({ page }) => {
  test.setTimeout(60_000);
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  const component = unwrap(
    await mara.client
      .from("components")
      .insert({ organization_id: organization.id, name: "Storefront" })
      .select("id")
      .single(),
  );
  unwrap(
    await mara.client
      .from("monitors")
      .insert({
        organization_id: organization.id,
        component_id: component.id,
        name: "Front door",
        kind: "http",
        config: { url: target.url },
        region_ids: ["local"],
        paused_at: new Date().toISOString(),
      })
      .select("id")
      .single(),
  );
  await signIn(page, mara, `/orgs/${organization.slug}/components/${component.id}/criteria`);
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByRole("combobox", { name: "Rule 2, condition 1: what is looked at" }).click();
  await page.getByRole("option", { name: "answer", exact: true }).click();
  await page.getByLabel("Rule 2, condition 1: value").fill("x".repeat(201));
  await page.getByRole("button", { name: "Save criteria" }).click();
  await expect(page.locator(".rule-row").nth(1).getByRole("alert")).toContainText("1 to 200 characters");

  await page.getByLabel("Rule 2, condition 1: value").fill("approved");
  await page.getByRole("button", { name: /Test on last/ }).click();
  await expect(page.getByText("No checks in the last 24 h to test on.")).toBeVisible();

  await test.step("rules change places by keyboard", async () => {
    await page.getByRole("button", { name: "Move rule 2", exact: true }).focus();
    await page.keyboard.press("Space");
    await expect(page.getByRole("status").filter({ hasText: "Lifted rule 2." })).toBeAttached();
    await page.keyboard.press("ArrowUp");
    await expect(page.getByRole("status").filter({ hasText: "place 1 of 2" })).toBeAttached();
    await page.keyboard.press("Space");
    await expect(page.getByLabel("Rule 1, condition 1: value")).toHaveValue("approved");
  });

  await page.getByRole("link", { name: "Settings", exact: true }).first().click();
  await expect(page.getByRole("alertdialog")).toContainText("Leave without saving?");
  await page.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("button", { name: "Save criteria" }).click();
  await expect(page.getByText("Saved criteria").first()).toBeVisible();
  const { data } = await mara.client.from("monitors").select("criteria").eq("component_id", component.id).single();
  expect(JSON.stringify(data?.criteria)).toMatch(/approved.*"up"/);
});
