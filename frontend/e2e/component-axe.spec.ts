import type { Page } from "@playwright/test";
import { unwrap } from "../src/lib/errors.ts";
import { expectAccessible, expectToFit } from "./support/axe.ts";
import { becomesLive, expect, goWithin, signIn, test } from "./support/dashboard.ts";
import { makeComponent, makeOrganization, makePerson, type Organization, type Person } from "./support/people.ts";
import { WatchedComponent } from "./support/watched.ts";

let mara: Person;
let organization: Organization;
let paths: string[];

test.beforeAll(async () => {
  mara = await makePerson("Mara Lindqvist");
  organization = await makeOrganization(mara);
  const failing = await makeComponent(mara, organization, "Storefront");
  const byHand = await makeComponent(mara, organization, "Set by hand");
  const watched = await WatchedComponent.make(mara, organization, failing);
  for (const isUp of [true, true, false]) await watched.report(isUp);
  const { data: monitor } = await mara.client.from("monitors").select("id").eq("component_id", failing).single();
  const rule = { status: "major_outage", conditions: [{ metric: "up", operator: "eq", value: false }] };
  unwrap(
    await mara.client
      .from("monitors")
      .update({ criteria: [rule, rule] })
      .eq("id", monitor?.id ?? "")
      .select("id"),
  );
  const { data: page } = await mara.client
    .from("status_pages")
    .select("id")
    .eq("organization_id", organization.id)
    .single();
  unwrap(
    await mara.client
      .from("status_page_components")
      .insert(
        [failing, byHand].map((component_id, index) => ({
          status_page_id: page?.id ?? "",
          component_id,
          organization_id: organization.id,
          position: index + 1,
        })),
      )
      .select("component_id"),
  );
  paths = [
    "/components",
    "/components?q=nothing-like-this",
    "/components/new",
    `/components/${failing}`,
    `/components/${failing}/log`,
    `/components/${failing}/criteria`,
    `/components/${failing}/settings`,
    `/components/${failing}/monitors/new`,
    `/components/${failing}/monitors/${monitor?.id}`,
    `/components/${byHand}`,
    "/pages",
    "/pages/new",
    `/pages/${page?.id}`,
    `/pages/${page?.id}?section=components`,
    `/pages/${page?.id}?section=theme`,
  ];
});

async function walk(page: Page, judge: (page: Page) => Promise<void>) {
  await signIn(page, mara, `/orgs/${organization.slug}/components`);
  await becomesLive(page);
  for (const path of paths) {
    await test.step(`${path} is in order`, async () => {
      await goWithin(page, `/orgs/${organization.slug}${path}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByText("Loading")).toHaveCount(0);
      await expect(page.locator(".skeleton")).toHaveCount(0);
      await judge(page);
    });
  }
}

test("no screen of components and pages has violations", async ({ page }) => {
  test.setTimeout(120_000);
  await walk(page, (screen) => expectAccessible(screen, { themes: "both" }));
  await page.goto(`/orgs/${organization.slug}/components`);
  await page.getByRole("button", { name: "More about Storefront" }).click();
  await page.getByRole("menuitem", { name: "Set status by hand" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("no screen scrolls sideways", async ({ page }) => {
    test.setTimeout(60_000);
    await walk(page, expectToFit);
    await page.goto(`/orgs/${organization.slug}/components`);
    await page.getByRole("button", { name: "Reorder" }).click();
    await expect(page.getByRole("button", { name: "Move Storefront down" })).toBeVisible();
    await expectAccessible(page, { themes: "light" });
  });
});
