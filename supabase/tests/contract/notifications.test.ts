import { describe, expect, it } from "vitest";
import { createOrganization, environment, mailTo, publishableKey, signedInUser, unique, url } from "./support.ts";

/** Calls the function `subscriptions` as the public page does. */
async function subscriptions(
  action: string,
  body: Record<string, unknown>,
): Promise<{ status: number; data: unknown }> {
  const response = await fetch(`${url}/functions/v1/subscriptions${action}`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, data: await response.json() };
}

/** What a mail's link carries behind "#". */
function carried(text: string, name: string): string {
  const value = new RegExp(`#${name}=([0-9a-f]{64})`).exec(text)?.[1];
  if (value === undefined) throw new Error(`no ${name} in: ${text}`);
  return value;
}

describe.skipIf(environment.mailUrl === undefined)("from subscription to unsubscription, by real mail", () => {
  it("is confirmed, hears of the incident and its end in one conversation, and leaves with one click", async () => {
    const { supabase } = await signedInUser();
    const organization = await createOrganization(supabase);
    const address = `${unique("reader")}@example.com`;

    expect(await subscriptions("", { page_slug: organization.slug, channel: "email", address })).toEqual({
      status: 200,
      data: { ok: true },
    });
    const asked = await mailTo(address);
    expect(asked.Subject).toBe("Confirm your subscription to Northwind");
    const confirmed = await subscriptions("/confirm", { token: carried(asked.Text, "confirm") });
    expect(confirmed).toMatchObject({ status: 200, data: { page_slug: organization.slug } });

    const incidentId = crypto.randomUUID();
    await supabase
      .rpc("declare_incident", {
        organization_id: organization.id,
        incident_id: incidentId,
        update_id: crypto.randomUUID(),
        title: "Cards declined",
        status: "investigating",
        body: "We are **looking**.",
      })
      .throwOnError();
    const declared = await mailTo(address, asked.ID);
    expect(declared.Subject).toBe("Investigating: Cards declined");
    expect(declared.HTML).toContain("<strong>looking</strong>");
    expect(declared.Text).toContain(`/status/${organization.slug}/incidents/${incidentId}`);

    await supabase
      .rpc("post_incident_update", {
        incident_id: incidentId,
        update_id: crypto.randomUUID(),
        expected_version: 1,
        status: "resolved",
        body: "Fixed.",
      })
      .throwOnError();
    const resolved = await mailTo(address, declared.ID);
    expect(resolved.Subject).toBe("Resolved: Cards declined");

    const token = carried(resolved.Text, "token");
    const left = await fetch(`${url}/functions/v1/subscriptions/unsubscribe?token=${token}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(left.status).toBe(200);
    expect(await subscriptions("/read", { token })).toMatchObject({ data: { state: "unsubscribed" } });
    expect((await subscriptions("/erase", { token })).status).toBe(200);
    expect((await subscriptions("/read", { token })).status).toBe(404);
  }, 30_000);

  it("only the database and operators have messages sent", async () => {
    const response = await fetch(`${url}/functions/v1/notify`, { method: "POST", headers: { apikey: publishableKey } });
    expect(response.status).toBe(401);
  });
});
