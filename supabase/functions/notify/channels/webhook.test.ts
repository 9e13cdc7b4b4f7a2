import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, type Reply, startReceiver } from "../../../local/doubles/receiver.ts";
import { contentOf, deliveryOf, optionsOf } from "../fixtures.ts";
import { createWebhook } from "./webhook.ts";

const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const signal = AbortSignal.timeout(60_000);
let receiver: Receiver | undefined;
afterEach(async () => receiver?.close());

async function setup(reply: Reply | ((body: string) => Reply) = {}, allowPrivate = true) {
  receiver = await startReceiver(({ body }) => (typeof reply === "function" ? reply(body) : reply));
  const { url, received } = receiver;
  const channel = createWebhook(optionsOf({ allowPrivate }));
  const delivery = deliveryOf({ channel: "webhook", address: `${url}/hook?team=1`, details: { secret } });
  return { channel, delivery, received, url };
}

const confirmToken = "c".repeat(64);
const asked = { topic: "subscription.confirm", thread_id: "", title: "Northwind Payments" };

describe("webhooks", () => {
  it("carry the incident in Statuspage's words, signed", async () => {
    const { channel, delivery, received } = await setup();
    expect(await channel.send(delivery, contentOf(), signal)).toEqual({ outcome: "sent" });
    const [request] = received;
    expect(request).toMatchObject({ method: "POST", path: "/hook?team=1" });
    const headers = Object.fromEntries(
      Object.entries(request?.headers ?? {}).map(([name, value]) => [name, `${value}`]),
    );
    expect(headers["webhook-id"]).toBe("msg_1");
    expect(new Webhook(secret).verify(request?.body ?? "", headers)).toMatchObject({
      meta: { unsubscribe: expect.stringContaining("#token="), generated_at: expect.stringMatching(/\.\d{3}Z$/) },
      page: { id: "p", status_indicator: "major", status_description: "Partial System Outage" },
      incident: {
        id: "t",
        name: "Elevated card declines",
        status: "monitoring",
        impact: "major",
        shortlink: "https://status.example/status/northwind/incidents/t",
        resolved_at: null,
        incident_updates: [
          { id: "u", body: "Back to 1.9 %.", affected_components: [{ code: "cards" }, { code: "wallets" }] },
        ],
      },
    });
  });

  it("tried again they have the same id, so that the receiver knows", async () => {
    const { channel, delivery, received } = await setup();
    await channel.send({ ...delivery, attempt: 1 }, contentOf(), signal);
    await channel.send({ ...delivery, attempt: 2 }, contentOf(), signal);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("name a maintenance by its window and a component by its change", async () => {
    const { channel, delivery, received } = await setup();
    const window = { starts_at: "2026-11-21T01:00:00Z", ends_at: "2026-11-21T02:00:00Z" };
    await channel.send(delivery, contentOf({ topic: "maintenance.started", status: "in_progress", ...window }), signal);
    const [component] = contentOf().components;
    const components = component === undefined ? [] : [{ ...component, new_status: "unknown" as const }];
    await channel.send(delivery, contentOf({ topic: "component.status_changed", components }), signal);
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { incident: { impact: "maintenance", status: "in_progress", scheduled_until: "2026-11-21T02:00:00.000Z" } },
      { component_update: { old_status: "partial_outage", new_status: "degraded_performance" } },
    ]);
  });

  it.each([
    [
      "echoes the challenge as JSON",
      (body: string) => ({ body: JSON.stringify({ challenge: JSON.parse(body).challenge }) }),
    ],
    ["echoes it as text", (body: string) => ({ body: JSON.parse(body).challenge })],
  ])("confirm when the receiver %s", async (_, reply) => {
    const { channel, delivery, received } = await setup(reply);
    const outcome = await channel.send({ ...delivery, confirmationToken: confirmToken }, contentOf(asked), signal);
    expect(outcome).toEqual({ outcome: "sent", confirmsSubscription: true });
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
      type: "subscription.confirm",
      challenge: confirmToken,
      confirm_url: `https://status.example/status/northwind/subscription#confirm=${confirmToken}`,
      signing_secret: secret,
    });
  });

  it("do not confirm by a 200 that proves nothing, and give up asking after three tries", async () => {
    const { channel, delivery } = await setup({ body: "ok" });
    const pending = { ...delivery, confirmationToken: confirmToken };
    expect(await channel.send(pending, contentOf(asked), signal)).toEqual({ outcome: "sent" });
    await receiver?.close();
    expect(await channel.send({ ...pending, attempt: 2 }, contentOf(asked), signal)).toMatchObject({
      outcome: "retry",
    });
    expect(await channel.send({ ...pending, attempt: 3 }, contentOf(asked), signal)).toMatchObject({ outcome: "dead" });
  });

  it.each([
    [500, {}, { outcome: "retry" }],
    [404, {}, { outcome: "retry" }],
    [429, { "retry-after": "90" }, { outcome: "retry", retryAfterSeconds: 90 }],
    [503, { "retry-after": "30" }, { outcome: "retry", retryAfterSeconds: 30 }],
    [410, {}, { outcome: "dead", endsSubscription: true }],
    [302, { location: "http://169.254.169.254/" }, { outcome: "dead" }],
  ])("an answer %i", async (status, headers, outcome) => {
    const { channel, delivery, received } = await setup({ status, headers });
    expect(await channel.send(delivery, contentOf(), signal)).toMatchObject(outcome);
    expect(received).toHaveLength(1);
  });

  it.each([
    ["https://127.0.0.1/"],
    ["https://localhost/"],
    ["https://10.0.0.8/"],
    ["https://169.254.169.254/latest/meta-data"],
    ["https://[::1]/"],
    ["https://[::ffff:192.168.1.1]/"],
    ["https://[fd00::1]/"],
    ["http://example.com/"],
  ])("never go to %s", async (address) => {
    const { channel, delivery } = await setup({}, false);
    expect(await channel.send({ ...delivery, address }, contentOf(), signal)).toMatchObject({ outcome: "dead" });
  });

  it("a receiver that says too much is cut off, one that hangs is left", async () => {
    const { channel, delivery } = await setup({ body: "x".repeat(1_000_000) });
    expect(await channel.send(delivery, contentOf(), signal)).toEqual({ outcome: "sent" });
    const hanging = await startReceiver(() => new Promise(() => {}));
    const outcome = channel.send({ ...delivery, address: hanging.url }, contentOf(), AbortSignal.timeout(50));
    expect(await outcome).toMatchObject({ outcome: "retry" });
    await hanging.close();
  });
});
