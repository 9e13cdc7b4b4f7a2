import { type IdentityProvider, startIdentityProvider } from "../../supabase/tests/helpers/identity-provider.ts";
import { unwrap } from "../src/lib/errors.ts";
import { expect, test } from "./support/dashboard.ts";
import { inDatabase } from "./support/database.ts";
import { makeOrganization, makePerson, serviceClient, unique } from "./support/people.ts";
import { stackAddress } from "./support/stack.ts";

let idp: IdentityProvider;
test.beforeAll(async () => {
  idp = await startIdentityProvider(`${stackAddress().url}/auth/v1/callback`);
});
test.afterAll(() => idp.close());

test("who has an address of a company signs in at its identity provider, and is a member", async ({ page }) => {
  const { id, slug } = await makeOrganization(await makePerson("Mara Lindqvist"));
  const identifier = `custom:${unique("idp").toLowerCase()}` as const;
  const domain = `${unique("corp").toLowerCase()}.example`;
  idp.people.set("Ada Byron", { email: `ada@${domain}`, email_verified: true, name: "Ada Byron" });
  unwrap(
    await serviceClient().auth.admin.customProviders.createProvider({
      provider_type: "oidc",
      identifier,
      name: "Example",
      client_id: idp.clientId,
      client_secret: idp.clientSecret,
      issuer: idp.issuer,
      scopes: ["email", "profile"],
    }),
  );
  await inDatabase(
    (sql) => sql`
      insert into private.sso_domains (domain, provider, organization_id, default_role, proven_at)
      values (${domain}, ${identifier}, ${id}, 'editor', now())`,
  );
  const leave = async () => {
    await page.goto(`/sign-in?next=${encodeURIComponent(`/orgs/${slug}/team`)}`);
    await page.getByLabel("Work e-mail").fill(`ada@${domain}`);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByRole("button", { name: "Continue with single sign-on" }).click();
  };
  await leave();
  await page.getByRole("button", { name: "cancel" }).click();
  await expect(page.getByRole("heading", { name: "You were not signed in" })).toBeVisible();

  await leave();
  await page.getByRole("button", { name: "Ada Byron" }).click();
  await expect(page).toHaveURL(new RegExp(`/orgs/${slug}/team$`));
  await expect(page.getByRole("row", { name: /Ada Byron/ })).toContainText("Editor");
});
