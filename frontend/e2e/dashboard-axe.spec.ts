import { expectAccessible, expectToFit } from "./support/axe.ts";
import { becomesLive, expect, goWithin, signIn, test } from "./support/dashboard.ts";
import {
  addMember,
  makeComponent,
  makeOrganization,
  makePerson,
  type Organization,
  type Person,
} from "./support/people.ts";
import { WatchedComponent } from "./support/watched.ts";

let mara: Person;
let organization: Organization;

test.beforeAll(async () => {
  mara = await makePerson("Mara Lindqvist");
  organization = await makeOrganization(mara);
  const storefront = await makeComponent(mara, organization, "Storefront");
  await makeComponent(mara, organization, "Set by hand");
  const watched = await WatchedComponent.make(mara, organization, storefront);
  await watched.report(false);
  await addMember(mara, organization, await makePerson("Jonas Okafor"), "viewer");
});

const outside = [
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/auth/callback?error_code=otp_expired",
  "/auth/callback?for=provider&error=access_denied",
  "/auth/confirm#token_hash=x&type=invite",
];
const inside = [
  "",
  "/components",
  "/incidents",
  "/incidents/new",
  "/maintenance",
  "/maintenance/new",
  "/pages",
  "/probes",
  "/team",
  "/team?add=true",
  "/team/roles",
  "/settings",
  "/settings/api-keys",
  "/audit",
];
const own = ["/account", "/account/password", "/account/second-factor", "/account/sessions", "/account/data", "/setup"];

test("no screen before sign-in has violations", async ({ page }) => {
  for (const path of outside) {
    await test.step(`${path} is in order`, async () => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page, { themes: "both" });
    });
  }
});

test("no screen of an account has violations", async ({ page }) => {
  await signIn(page, mara, "/account");
  for (const path of own) {
    await test.step(`${path} is in order`, async () => {
      await goWithin(page, path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByText("Loading")).toHaveCount(0);
      await expectAccessible(page, { themes: "both" });
    });
  }
});

test("no screen of an organization has violations", async ({ page }) => {
  test.setTimeout(90_000);
  await signIn(page, mara, "/new-organization");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  for (const path of inside) {
    await test.step(`${path} is in order`, async () => {
      await goWithin(page, `/orgs/${organization.slug}${path}`);
      // A dialog hides it from assistive technology.
      await expect(page.getByRole("heading", { level: 1, includeHidden: true })).toBeAttached();
      await expect(page.getByText("Loading")).toHaveCount(0);
      await expectAccessible(page, { themes: "both" });
    });
  }
  await page.goto(`/orgs/${organization.slug}`);
  await becomesLive(page);
  for (const key of ["Control+k", "?"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page, { themes: "both" });
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("no screen scrolls sideways, and the menu has no violations", async ({ page }) => {
    test.setTimeout(90_000);
    await signIn(page, mara, `/orgs/${organization.slug}`);
    for (const path of inside) {
      await test.step(`${path} is in order`, async () => {
        await goWithin(page, `/orgs/${organization.slug}${path}`);
        await expect(page.getByText("Loading")).toHaveCount(0);
        await expect(page.getByRole("heading", { level: 1, includeHidden: true })).toBeAttached();
        await expectToFit(page);
      });
    }
    for (const path of own) {
      await goWithin(page, path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByText("Loading")).toHaveCount(0);
      await expectToFit(page);
    }
    await page.goto(`/orgs/${organization.slug}`);
    await page.getByRole("button", { name: "Menu" }).click();
    await expect(page.getByRole("link", { name: "Team" })).toBeVisible();
    await expectAccessible(page, { themes: "light" });
  });
});
