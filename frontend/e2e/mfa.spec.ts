import { Authenticator, enrol } from "./support/authenticator.ts";
import { expectAccessible } from "./support/axe.ts";
import { becomesLive, enterCredentials, expect, signIn, signInByForm, test } from "./support/dashboard.ts";
import { addMember, makeOrganization, makePerson, type Organization, type Person } from "./support/people.ts";

// Each waits for codes that count once, or looks at many screens.
test.describe.configure({ timeout: 90_000 });

/** The organization's own admin has a second factor, as whoever requires one must. */
async function requireSecondFactor({ client }: Person, { id }: Organization): Promise<void> {
  const { error } = await client.from("organizations").update({ requires_mfa: true }).eq("id", id);
  expect(error).toBeNull();
}

test("a second factor is set up, asked for at the next sign-in, and takes each code once", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  await makeOrganization(mara);
  await signInByForm(page, mara, "/account/second-factor");
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  const app = await Authenticator.fromPage(page);
  await page.getByLabel("Six digits").fill("000000");
  await expect(page.getByText("This code is wrong or was used before.")).toBeVisible();
  const used = await app.code();
  await page.getByLabel("Six digits").fill(used);

  await expect(page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page, { themes: "both" });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("heliograph-recovery-codes.txt");
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByText("10 of 10 left, for when your phone is lost.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await enterCredentials(page, mara);
  await expect(page.getByRole("heading", { name: "Enter the code of your app" })).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  const field = page.getByLabel("Six digits");
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  // No way around it.
  await page.goto("/");
  await expect(page).toHaveURL(/\/second-factor\?next=/);
  await field.fill(used);
  await expect(page.getByText("This code is wrong or was used before.")).toBeVisible();
  const code = await app.code();
  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await becomesLive(page);
});

test("a recovery code lets in, works once, and asks for a new second factor", async ({ page }) => {
  const mara = await makePerson("Mara Lindqvist");
  const organization = await makeOrganization(mara);
  await enrol(mara);
  const codes = (await mara.client.rpc("create_recovery_codes")).data ?? [];
  const [first = ""] = codes;

  await signInByForm(page, mara, `/orgs/${organization.slug}`);
  await page.getByRole("button", { name: "Phone lost? Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill("AAAA-AAAA-AAAA");
  await page.getByRole("button", { name: "Use this code" }).click();
  await expect(page.getByText("This code is wrong or was used before.")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.getByLabel("Recovery code").fill(first.toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Use this code" }).click();

  await expect(page.getByText("A recovery code removed your second factor. Set up a new one now")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  // The organization waits.
  await page.goto(`/orgs/${organization.slug}/team`);
  // Whoever has the phone may have known the password.
  await expect(page).toHaveURL(/\/set-password/);
  await page.getByLabel("Password", { exact: true }).fill("another mirror in the sun");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page).toHaveURL(/\/account\/second-factor\?next=/);
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const app = await Authenticator.fromPage(page);
  await page.getByLabel("Six digits").fill(await app.code());
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}/team$`));
  await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
});

test("an organization that requires a second factor says so, and opens once it is set up", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const [strict, other] = [await makeOrganization(mara, "Strict Payments"), await makeOrganization(jonas)];
  await addMember(mara, strict, jonas, "editor");
  await enrol(mara);
  await requireSecondFactor(mara, strict);

  await signInByForm(page, jonas, `/orgs/${other.slug}`);
  await expect(page.getByText("Strict Payments requires a second factor and is out of sight")).toBeVisible();
  await expectAccessible(page, { themes: "both" });
  await page.goto(`/orgs/${strict.slug}`);
  await expect(page).toHaveURL(/\/account\/second-factor\?next=/);
  await expect(page.getByText("Strict Payments requires a second factor of every member.")).toBeVisible();
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const app = await Authenticator.fromPage(page);
  await page.getByLabel("Six digits").fill(await app.code());
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${strict.slug}$`));
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
});

test("an open overview leads to the set-up as soon as its organization requires a second factor", async ({ page }) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const organization = await makeOrganization(mara);
  await addMember(mara, organization, jonas, "editor");
  await enrol(mara);
  await signIn(page, jonas, `/orgs/${organization.slug}`);
  await becomesLive(page);
  await requireSecondFactor(mara, organization);
  await expect(page).toHaveURL(/\/account\/second-factor\?next=/);
  await expect(page.getByText("requires a second factor of every member.")).toBeVisible();
});

test("the only organization requires it: signing in leads to the set-up, and removing it leads back there", async ({
  page,
}) => {
  const [mara, jonas] = await Promise.all([makePerson("Mara Lindqvist"), makePerson("Jonas Okafor")]);
  const strict = await makeOrganization(mara, "Strict Payments");
  await addMember(mara, strict, jonas, "viewer");
  await enrol(mara);
  await requireSecondFactor(mara, strict);
  await signInByForm(page, jonas);
  await expect(page.getByText("Strict Payments requires a second factor of every member.")).toBeVisible();

  const app = await enrol(jonas);
  await page.reload();
  // The session from before has ended with the proof of another one.
  await expect(page).toHaveURL(/\/sign-in/);
  await signInByForm(page, jonas, "/account/second-factor");
  await page.getByLabel("Six digits").fill(await app.code());
  await expect(page.getByText("None left. Make new ones")).toBeVisible();
  await page.getByRole("button", { name: "Make new ones" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make new ones" }).click();
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByText("10 of 10 left")).toBeVisible();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Second factor removed", { exact: true })).toBeVisible();
  await expect(page.getByText("Strict Payments requires a second factor of every member.")).toBeVisible();
});
