import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readRequest, TestIdp } from "../../supabase/tests/helpers/saml-idp.ts";
import { expectAccessible } from "./support/axe.ts";
import { expect, test } from "./support/dashboard.ts";
import { inDatabase } from "./support/database.ts";
import { makeOrganization, makePerson, unique } from "./support/people.ts";
import { stackAddress } from "./support/stack.ts";

/** An identity provider with a page of its own, on which people are who they say. */
async function startIdp(emails: readonly string[]) {
  const server = createServer((request, response) => {
    const asked = readRequest(`${origin}${request.url}`);
    const forms = emails.map((email) => {
      const answer = idp.respond(asked, { subject: email, email, attributes: { displayName: "Mara Lindqvist" } });
      return `<form method="post" action="${asked.acsUrl}"><input type="hidden" name="SAMLResponse" value="${answer}">
<input type="hidden" name="RelayState" value="${asked.relayState}"><button>Sign in as ${email}</button></form>`;
    });
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(`<!doctype html><html lang="en"><title>Identity provider</title>${forms.join("")}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const origin = `http://127.0.0.1:${address.port}`;
  const idp = new TestIdp(`${origin}/metadata`, `${origin}/sso`);
  return {
    metadata: idp.metadata,
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test("an address of a company signs in at its identity provider and is a member at once", async ({ page }) => {
  const admin = await makePerson("Ada Admin");
  const organization = await makeOrganization(admin);
  const domain = `${unique("saml").toLowerCase()}.example`;
  const email = `mara@${domain}`;
  const foreign = `mara@${unique("other").toLowerCase()}.example`;
  const idp = await startIdp([email, foreign]);
  try {
    const { url, secretKey } = stackAddress();
    const registered = await fetch(`${url}/auth/v1/admin/sso/providers`, {
      method: "POST",
      headers: { apikey: secretKey, "content-type": "application/json" },
      body: JSON.stringify({
        type: "saml",
        metadata_xml: idp.metadata,
        domains: [domain],
        attribute_mapping: { keys: { full_name: { name: "displayName" } } },
      }),
    });
    expect(registered.status).toBe(201);
    const provider = `sso:${(await registered.json()).id}`;
    await inDatabase(
      (sql) => sql`
        insert into private.sso_domains (domain, provider, organization_id, default_role, proven_at)
        values (${domain}, ${provider}, ${organization.id}, 'editor', now())`,
    );

    const signInAs = async (who: string) => {
      await page.goto(`/sign-in?next=${encodeURIComponent(`/orgs/${organization.slug}/team`)}`);
      await page.getByLabel("Work e-mail").fill(email);
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.getByRole("button", { name: "Continue with single sign-on" }).click();
      await page.getByRole("button", { name: `Sign in as ${who}` }).click();
    };
    await signInAs(foreign);
    await expect(page.getByRole("heading", { name: "You were not signed in" })).toBeVisible();
    await expectAccessible(page, { themes: "both" });
    await signInAs(email);
    await expect(page).toHaveURL(new RegExp(`/orgs/${organization.slug}/team$`));
    await expect(page.getByRole("row", { name: new RegExp(`${email}.*Editor`) })).toBeVisible();
  } finally {
    await idp.stop();
  }
});
