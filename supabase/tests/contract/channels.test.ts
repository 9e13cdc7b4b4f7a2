import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../local/doubles/receiver.ts";
import { required } from "../helpers/world.ts";
import { createOrganization, database, environment, publishableKey, signedInUser, unique, url } from "./support.ts";

let receiver: Receiver | undefined;
afterEach(async () => receiver?.close());

async function subscriptions(action: string, body: Record<string, unknown>) {
  const response = await fetch(`${url}/functions/v1/subscriptions${action}`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, data: await response.json() };
}

describe.skipIf(environment.databaseUrl === undefined || environment.kind === "hosted")("channels", () => {
  it("a webhook proves that it wants messages, hears of an incident, signed, and ends itself", async () => {
    const { supabase } = await signedInUser();
    const organization = await createOrganization(supabase);
    receiver = await startReceiver(({ body }) =>
      body.includes('"challenge"')
        ? { body: JSON.stringify({ challenge: JSON.parse(body).challenge }) }
        : { status: 410 },
    );
    const { url: address, received } = receiver;
    const sql = database();
    // Through the API only https can be asked for, which a server on this machine has no certificate for.
    const [subscriber] = await sql<{ id: string; token: string; secret: string }[]>`
      insert into private.subscribers (organization_id, status_page_id, channel, address)
      select ${organization.id}, p.id, 'webhook', ${address} from public.status_pages p where p.organization_id = ${organization.id}
      returning id, token, details ->> 'secret' as secret`;
    const { id, token, secret } = required(subscriber);
    await sql`select private.tell_subscriber(${id})`;
    const state = async () => (await subscriptions("/read", { token })).data.state;
    await expect.poll(state, { timeout: 15_000 }).toBe("confirmed");
    expect(JSON.parse(received[0]?.body ?? "").signing_secret).toBe(secret);

    await supabase
      .rpc("declare_incident", {
        organization_id: organization.id,
        incident_id: crypto.randomUUID(),
        update_id: crypto.randomUUID(),
        title: "Cards declined",
        status: "investigating",
        body: "We are looking.",
      })
      .throwOnError();
    // It answers that it is gone.
    await expect.poll(state, { timeout: 15_000 }).toBe("bounced");
    const { body = "", headers = {} } = received[1] ?? {};
    const told = new Webhook(secret).verify(
      body,
      Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, `${v}`])),
    );
    expect(told).toMatchObject({ page: { name: "Northwind" }, incident: { name: "Cards declined" } });
    await sql.end();
  });

  it("a provider's report of a bounce ends the subscription, an unsigned one ends nothing", async () => {
    const { supabase } = await signedInUser();
    const organization = await createOrganization(supabase);
    const sql = database();
    const secret = `whsec_${Buffer.from(unique("secret").padEnd(32, "x")).toString("base64")}`;
    const providerId = crypto.randomUUID();
    await sql`
      select private.store_provider(${organization.id}, 'resend', '{"from_address": "a@example.com"}',
        ${sql.json({ api_key: "re_1", webhook_secret: secret })})`;
    const [subscriber] = await sql<{ id: string; token: string }[]>`
      insert into private.subscribers (organization_id, status_page_id, channel, address, state)
      select ${organization.id}, p.id, 'email', 'gone@example.com', 'confirmed' from public.status_pages p where p.organization_id = ${organization.id}
      returning id, token`;
    const { id, token } = required(subscriber);
    await sql`
      with event as (
        insert into private.outbox (organization_id, topic, payload, processed_at) values (${organization.id}, 'test', '{}', now()) returning id
      ), notification as (
        insert into private.notifications (outbox_id, organization_id, topic) select id, ${organization.id}, 'incident.updated' from event returning id
      )
      insert into private.deliveries (notification_id, organization_id, subscriber_id, channel, state, provider_id)
      select id, ${organization.id}, ${id}, 'email', 'sent', ${providerId} from notification`;

    const report = async (provider: string, body: string, headers: Record<string, string>) =>
      (
        await fetch(`${url}/functions/v1/bounces/${provider}?organization=${organization.id}`, {
          method: "POST",
          body,
          headers,
        })
      ).status;
    const body = JSON.stringify({
      type: "email.bounced",
      data: { email_id: providerId, bounce: { type: "Permanent", message: "No such user" } },
    });
    const now = new Date();
    const signed = {
      "svix-id": "msg_1",
      "svix-timestamp": String(Math.floor(now.getTime() / 1000)),
      "svix-signature": new Webhook(secret).sign("msg_1", now, body),
    };
    expect(await report("twilio", "MessageSid=SM1&ErrorCode=30005", {})).toBe(401);
    expect(await report("resend", body, {})).toBe(401);
    expect((await subscriptions("/read", { token })).data.state).toBe("confirmed");
    expect(await report("resend", body, signed)).toBe(200);
    expect((await subscriptions("/read", { token })).data.state).toBe("bounced");
    await sql.end();
  });

  it("a channel without a provider is neither offered nor taken", async () => {
    const { supabase } = await signedInUser();
    const { slug } = await createOrganization(supabase);
    const { data } = await subscriptions("/channels", { page_slug: slug });
    expect(data.channels).toEqual(expect.arrayContaining(["email", "webhook", "slack", "teams", "discord"]));
    expect(data.channels).not.toContain("sms");
    expect(await subscriptions("", { page_slug: slug, channel: "sms", address: "+4915123456789" })).toMatchObject({
      status: 422,
      data: { error: { field: "channel" } },
    });
    expect((await subscriptions("/channels", { page_slug: "no-such-page" })).status).toBe(404);
  });
});
