import { becomesLive, expect, signIn, test } from "./support/dashboard.ts";
import { makeComponent, makeOrganization, makePerson } from "./support/people.ts";

test("maintenance from the plan to its end", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await makeComponent(mara, organization, "Storefront");
  await signIn(page, mara, `/orgs/${organization.slug}`);
  await becomesLive(page);

  // Planned with the keyboard, for the marked day.
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(page.getByText("No maintenance is planned")).toBeVisible();
  const calendar = page.getByRole("grid");
  const today = calendar.locator("[aria-current=date]");
  await today.focus();
  await page.keyboard.press("ArrowRight");
  const tomorrow = calendar.locator("[data-date]:focus");
  await expect(tomorrow).toHaveAttribute("aria-selected", "true");
  const date = await tomorrow.getAttribute("data-date");
  await page.keyboard.press("n");
  await expect(page.getByRole("heading", { name: "Plan maintenance", level: 1 })).toBeVisible();
  await expect(page.getByLabel("Starts")).toHaveValue(`${date}T02:00`);
  await page.getByLabel("Title").fill("Database upgrade");
  await page.getByLabel("Description").fill("We move the **ledger**.");
  await page.getByRole("radio", { name: "Preview" }).click();
  await expect(page.locator("strong", { hasText: "ledger" })).toBeVisible();
  await page.getByRole("checkbox", { name: "Storefront" }).click();
  await page.getByRole("button", { name: "Plan maintenance" }).click();
  await expect(page.getByRole("heading", { name: "Database upgrade", level: 1 })).toBeVisible();

  // On the calendar, and told as a conflict of the next one on the same component.
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  const span = calendar.getByRole("link", { name: /02:00 Database upgrade/ });
  await expect(span).toBeVisible();
  await expect(calendar.locator(`[data-date="${date}"]`)).toHaveAccessibleName(/, 1 window/);

  // In the week of the marked day too, at its hours.
  await calendar.locator(`[data-date="${date}"]`).focus();
  await page.getByRole("radio", { name: "Week" }).click();
  await expect(calendar.getByRole("link", { name: /02:00 – 04:00 Database upgrade/ })).toBeVisible();
  await calendar.locator(`[data-date="${date}"]`).focus();
  await page.keyboard.press("PageDown");
  await expect(calendar.locator("[data-date]:focus")).toHaveAttribute("aria-selected", "true");
  await expect(calendar.locator(`[data-date="${date}"]`)).toHaveCount(0);

  await page.goto(`/orgs/${organization.slug}/maintenance/new?from=${date}`);
  await page.getByRole("checkbox", { name: "Storefront" }).click();
  await expect(page.getByText(/^Database upgrade on Storefront/)).toBeVisible();
  await page.getByLabel("Repeat").click();
  await page.getByRole("option", { name: "Weekly" }).click();
  await expect(page.getByRole("list", { name: "Next windows" }).getByRole("listitem")).toHaveCount(5);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Leave" }).click();

  // Started early, seen on the component, completed.
  await span.click();
  await page.getByRole("button", { name: "Start maintenance" }).click();
  await expect(page.getByRole("button", { name: "Complete maintenance" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Updates" }).getByRole("listitem")).toHaveCount(2);

  // What was said is corrected.
  await page.getByRole("button", { name: "Edit in progress update" }).click();
  await page.getByRole("dialog").getByLabel("Message").fill("It has begun **early**.");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "Updates" })).toContainText("It has begun early.");
  await expect(page.getByRole("heading", { name: /In progress .*, edited / })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("1 of 1 running");
  await page.getByRole("link", { name: "Storefront" }).click();
  await expect(page.getByText(/^Maintenance for|^Under maintenance for/i).first()).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Complete maintenance" }).click();
  await expect(page.getByRole("list", { name: "Updates" }).getByRole("listitem").first()).toContainText("Completed");
  await page.getByRole("link", { name: "Storefront" }).click();
  await expect(page.getByText(/^Operational for /).first()).toBeVisible();
});
