import type { Page } from "@playwright/test";
import { unwrap } from "../src/lib/errors.ts";
import { expectAccessible } from "./support/axe.ts";
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

interface Declared {
  id: string;
  version: number;
}

async function declare(title: string, components: Record<string, string> = {}): Promise<Declared> {
  return unwrap(
    await mara.client.rpc("declare_incident", {
      organization_id: organization.id,
      incident_id: crypto.randomUUID(),
      update_id: crypto.randomUUID(),
      title,
      status: "investigating",
      body: "We are looking into it.",
      components: Object.entries(components).map(([component_id, status]) => ({ component_id, status })),
    }),
  );
}

async function say(person: Person, incident: Declared, body: string): Promise<void> {
  unwrap(
    await person.client.rpc("post_incident_update", {
      incident_id: incident.id,
      update_id: crypto.randomUUID(),
      expected_version: incident.version,
      status: "identified",
      body,
    }),
  );
}

const path = (rest = "") => `/orgs/${organization.slug}${rest}`;
const message = (page: Page) => page.getByRole("textbox", { name: "Message" });

test("an incident is declared by keyboard alone, moved on and closed", async ({ page }) => {
  test.setTimeout(60_000);
  const component = await makeComponent(mara, organization, "Card payments");
  await signIn(page, mara, path());
  await becomesLive(page);
  const { keyboard } = page;
  await keyboard.press("c");
  await expect(page.getByLabel("Title")).toBeFocused();
  await keyboard.type("Card declines in the EU");
  await keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "Impact" })).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Alt+2");
  await expect(page.getByRole("radio", { name: "Identified" })).toBeChecked();
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  await expect(message(page)).toBeFocused();
  await keyboard.type("One acquirer refuses cards.");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(page.getByPlaceholder("Find a component")).toBeFocused();
  await keyboard.type("card");
  await keyboard.press("Enter");
  await keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Status of Card payments" })).toHaveText("Partial outage");
  await expect(page.getByText("Card payments: operational to partial outage")).toBeVisible();
  await keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Card declines in the EU", level: 1 })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByText("Major", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Incidents/ }).first()).toContainText("1 of 1 open");
  const stored = unwrap(
    await mara.client.from("components").select("status, status_cause").eq("id", component).single(),
  );
  expect(stored).toEqual({ status: "partial_outage", status_cause: "incident" });

  await test.step("the component says what decides, and the overview what needs somebody", async () => {
    await main.getByRole("link", { name: "Card payments" }).click();
    await expect(page.getByRole("link", { name: "Card declines in the EU" }).first()).toBeVisible();
    await page.goto(path());
    await expect(page.getByText(/^Identified, open for/)).toBeVisible();
    await page.getByRole("link", { name: "Open incident" }).click();
  });

  await test.step("an update with new statuses, then the end", async () => {
    await expect(main.getByText("One acquirer refuses cards.")).toBeVisible();
    await expectAccessible(page, { themes: "both" });
    await page.getByRole("link", { name: "Post an update" }).click();
    await page.getByRole("combobox", { name: "Status of Card payments" }).click();
    await page.getByRole("option", { name: "Degraded" }).click();
    await message(page).fill("Traffic moves to **Dublin**.");
    await expect(page.getByLabel("Preview of the status page").locator("strong", { hasText: "Dublin" })).toBeVisible();
    await expectAccessible(page, { themes: "both" });
    await page.getByRole("switch", { name: "Notify subscribers" }).click();
    await page.getByRole("button", { name: "Publish without notifying" }).click();
    await expect(page.getByText("Traffic moves to Dublin.")).toBeVisible();
    await expect(page.getByText("nobody told")).toBeVisible();
    await page.getByRole("link", { name: "Post an update" }).click();
    await keyboard.press("Alt+4");
    await expect(page.getByText("A resolution makes all of them operational.")).toBeVisible();
    await message(page).fill("All is well.");
    await keyboard.press("Control+Enter");
    await expect(page.getByRole("link", { name: "Write a postmortem" })).toBeVisible();
    await expect
      .poll(async () => (await mara.client.from("components").select("status").single()).data?.status)
      .toBe("operational");
  });
});

test("what is written survives, is sent once, and waits for whoever was faster", async ({ page }) => {
  test.setTimeout(60_000);
  const jonas = await makePerson("Jonas Okafor");
  await addMember(mara, organization, jonas, "editor");
  await signIn(page, mara, path("/incidents/new"));
  await becomesLive(page);
  await page.getByLabel("Title").fill("Slow exports");
  await message(page).fill("Exports take long.");
  await page.reload();
  await expect(page.getByText(/^Your draft of/)).toBeVisible();
  await expect(message(page)).toHaveValue("Exports take long.");

  // The answer is lost; the incident is there all the same.
  await page.route("**/rpc/declare_incident", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await page.unroute("**/rpc/declare_incident");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("heading", { name: "Slow exports", level: 1 })).toBeVisible();
  const incidents = unwrap(
    await mara.client.from("incidents").select("id, version").eq("organization_id", organization.id),
  );
  expect(incidents).toHaveLength(1);
  const [incident] = incidents;
  if (incident === undefined) throw new Error("no incident");

  await page.getByRole("link", { name: "Post an update" }).click();
  await message(page).fill("My words");
  await say(jonas, incident, "Jonas was faster.");
  await expect(page.getByText("It is identified now. An update was posted.")).toBeVisible();
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("radio", { name: "Identified" })).toBeChecked();
  await expect(message(page)).toHaveValue("My words");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Jonas was faster.")).toBeVisible();
  await expect(page.getByText("My words")).toBeVisible();
});

test("drafts, templates, facts, notes, edited updates, deletion with undo", async ({ page }) => {
  test.setTimeout(60_000);
  await signIn(page, mara, path("/incidents"));
  await becomesLive(page);
  await expect(page.getByText("There has been no incident")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Declare incident" }).last().click();
  await expect(page.getByRole("heading", { name: "Declare an incident" })).toBeVisible();
  await page.getByLabel("Title").fill("Card vault down");
  await message(page).fill("First words.");
  await page.getByRole("button", { name: "Save this as a template" }).click();
  await page.getByRole("button", { name: "Save template" }).click();
  await expect(page.getByText("Template: Card vault down")).toBeVisible();
  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(page.getByText("only your team sees it, and no status changes")).toBeVisible();

  await page.getByRole("link", { name: "Review and publish" }).click();
  await expect(message(page)).toHaveValue("First words.");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("link", { name: "Post an update" })).toBeVisible();

  await page.getByRole("button", { name: "Edit investigating update" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Message" }).fill("Better words.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("Better words.")).toBeVisible();
  await page.getByRole("button", { name: /^edited/ }).click();
  await expect(page.getByRole("dialog").getByText("First words.")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Card vault offline");
  await page.getByRole("dialog").getByRole("combobox", { name: "Impact" }).click();
  await page.getByRole("option", { name: "Critical" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).last().click();
  await expect(page.getByRole("heading", { name: "Card vault offline", level: 1 })).toBeVisible();
  await page.getByRole("combobox", { name: "Assignee" }).click();
  await page.getByRole("option", { name: "Mara Lindqvist" }).click();
  await expect(page.getByRole("combobox", { name: "Assignee" })).toHaveText(/Mara Lindqvist/);
  await page.getByLabel("New note").fill("Case 4711");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Case 4711")).toBeVisible();

  await page.getByRole("button", { name: "More about Card vault offline" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByText("There has been no incident")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Card vault offline" })).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Card vault offline" })).toBeFocused();
  await page.keyboard.press("/");
  await page.keyboard.type("nothing like it");
  await expect(page.getByText("No incident fits this filter.")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(page.getByRole("link", { name: "Card vault offline" })).toBeVisible();
});

test("a viewer reads everything and can change nothing", async ({ page }) => {
  const incident = await declare("Slow exports");
  const viewer = await makePerson("Vera Blick");
  await addMember(mara, organization, viewer, "viewer");
  await signIn(page, viewer, path(`/incidents/${incident.id}`));
  await expect(page.getByText("We are looking into it.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Edit|Acknowledge|Add note|More about/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: /Post an update|Declare incident/ })).toHaveCount(0);
  await page.keyboard.press("c");
  await page.goto(path("/incidents/new"));
  await expect(page.getByText("Your role cannot declare incidents")).toBeVisible();
});
