import type { Page } from "@playwright/test";
import { unwrap } from "../src/lib/errors.ts";
import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import {
  addMember,
  makeComponent,
  makeOrganization,
  makePerson,
  type Organization,
  type Person,
} from "./support/people.ts";

let mara: Person;
let organization: Organization;

test.beforeEach(async () => {
  mara = await makePerson("Mara Lindqvist");
  organization = await makeOrganization(mara);
});

async function makeGroup(name: string, position: number, components: string[]): Promise<void> {
  const group = unwrap(
    await mara.client
      .from("component_groups")
      .insert({ organization_id: organization.id, name, position })
      .select("id")
      .single(),
  );
  const ids = [];
  for (const component of components) ids.push(await makeComponent(mara, organization, component));
  unwrap(
    await mara.client.rpc("reorder_components", {
      organization_id: organization.id,
      group_id: group.id,
      component_ids: ids,
    }),
  );
}

async function open(page: Page, path = ""): Promise<void> {
  await signIn(page, mara, `/orgs/${organization.slug}/components${path}`);
  await becomesLive(page);
}

/** Names in the order of the list, groups included. */
async function order(page: Page): Promise<string[]> {
  return page.locator(".component-list h2, .component-list .row-link").allTextContents();
}

/** Lifts by keyboard. Places are measured in the frames after the lift; before that, arrow keys lead nowhere. */
async function lift(page: Page, handle: string, name: string): Promise<void> {
  await page.getByRole("button", { name: handle }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("status").filter({ hasText: `Lifted ${name}.` })).toBeAttached();
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100)))),
  );
}

test("rows and groups change places by keyboard, are announced and stay", async ({ page }) => {
  await makeGroup("Payments", 1, ["Cards", "Wallets"]);
  await makeGroup("Platform", 2, ["API"]);
  await open(page);
  await expect.poll(() => order(page)).toEqual(["Payments", "Cards", "Wallets", "Platform", "API"]);
  const spoken = (text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeAttached();

  await lift(page, "Move Cards", "Cards");
  await page.keyboard.press("ArrowDown");
  await spoken("position 2 of 2 in Payments");
  await page.keyboard.press("ArrowDown");
  await spoken("position 1 of 2 in Platform");
  await page.keyboard.press("Space");
  await expect.poll(() => order(page)).toEqual(["Payments", "Wallets", "Platform", "Cards", "API"]);

  await test.step("Escape leaves everything as it was", async () => {
    await lift(page, "Move API", "API");
    await page.keyboard.press("ArrowUp");
    await spoken("position 1 of 2 in Platform");
    await page.keyboard.press("Escape");
    await spoken("API stays where it was.");
  });

  await lift(page, "Move the group Platform", "Platform");
  await page.keyboard.press("ArrowUp");
  await spoken("Platform: at Payments");
  await page.keyboard.press("Space");
  await expect.poll(() => order(page)).toEqual(["Platform", "Cards", "API", "Payments", "Wallets"]);
  await page.reload();
  await expect.poll(() => order(page)).toEqual(["Platform", "Cards", "API", "Payments", "Wallets"]);
});

test("a move that the server refuses snaps back", async ({ page }) => {
  await makeGroup("Payments", 1, ["Cards", "Wallets"]);
  await open(page);
  await expect.poll(() => order(page)).toEqual(["Payments", "Cards", "Wallets"]);
  await page.route("**/rpc/reorder_components", (route) =>
    route.fulfill({ status: 500, json: { code: "XX000", message: "broken" } }),
  );
  await lift(page, "Move Cards", "Cards");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("status").filter({ hasText: "position 2 of 2" })).toBeAttached();
  await page.keyboard.press("Space");
  await expect(page.getByText("The order is as it was").first()).toBeVisible();
  await expect.poll(() => order(page)).toEqual(["Payments", "Cards", "Wallets"]);
});

test("dragging with the mouse moves a row, undo moves it back", async ({ page }) => {
  await makeGroup("Payments", 1, ["Cards", "Wallets", "Payouts"]);
  await open(page);
  const handle = (name: string) => page.getByRole("button", { name: `Move ${name}` });
  await handle("Cards").hover();
  await page.mouse.down();
  const box = await handle("Payouts").boundingBox();
  if (box === null) throw new Error("no row");
  await page.mouse.move(box.x + 8, box.y + 4, { steps: 6 });
  await page.mouse.move(box.x + 8, box.y + 16, { steps: 3 });
  await expect(page.locator(".list-row[data-line=below]")).toHaveCount(1);
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(["Payments", "Wallets", "Payouts", "Cards"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => order(page)).toEqual(["Payments", "Cards", "Wallets", "Payouts"]);
});

test("filters live in the address; slash, j, k and Enter find a component", async ({ page }) => {
  await makeGroup("Payments", 1, ["Cards", "Wallets"]);
  await makeGroup("Platform", 2, ["API"]);
  await open(page, "?q=wal");
  await expect.poll(() => order(page)).toEqual(["Payments", "Wallets"]);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => order(page)).toHaveLength(5);
  await page.keyboard.press("/");
  await page.keyboard.type("platform");
  await expect(page).toHaveURL(/q=platform/);
  await expect.poll(() => order(page)).toEqual(["Platform", "API"]);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Wallets" })).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Cards", level: 1 })).toBeVisible();
});

test("archive with undo, delete by name, a status pinned by hand", async ({ page }) => {
  await makeGroup("Payments", 1, ["Cards", "Wallets"]);
  await open(page);
  await page.getByRole("button", { name: "More about Cards" }).click();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  await expect.poll(() => order(page)).toEqual(["Payments", "Wallets"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => order(page)).toEqual(["Payments", "Cards", "Wallets"]);

  await page.getByRole("button", { name: "More about Wallets" }).click();
  await page.getByRole("menuitem", { name: "Set status by hand" }).click();
  const dialog = page.getByRole("dialog", { name: "Set the status of Wallets" });
  await dialog.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Partial outage" }).click();
  await dialog.getByRole("combobox", { name: "How long" }).click();
  await page.getByRole("option", { name: "For one hour" }).click();
  await dialog.getByRole("button", { name: "Pin status" }).click();
  const row = page.locator(".list-row").filter({ hasText: "Wallets" });
  await expect(row.getByRole("img", { name: "Partial outage" })).toBeVisible();
  await expect(row).toContainText("Pinned until");

  await page.getByRole("button", { name: "More about Cards" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeDisabled();
  await page.getByLabel(/to confirm/).fill("Cards");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect.poll(() => order(page)).toEqual(["Payments", "Wallets"]);
});

test("a viewer sees everything and can change nothing", async ({ page }) => {
  await makeGroup("Payments", 1, ["Cards"]);
  const jonas = await makePerson("Jonas Okafor");
  await addMember(mara, organization, jonas, "viewer");
  await signIn(page, jonas, `/orgs/${organization.slug}/components`);
  await expect(page.getByRole("link", { name: "Cards" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Move|More about|New group/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "New component" })).toHaveCount(0);
  await page.goto(`/orgs/${organization.slug}/components/new`);
  await expect(page.getByText("Your role cannot create components")).toBeVisible();
});
