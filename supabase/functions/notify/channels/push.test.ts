import { afterEach, describe, expect, it } from "vitest";
import webPush from "web-push";
import { createPushBrowser, startPushService } from "../../../local/doubles/push-service.ts";
import type { Receiver, Reply } from "../../../local/doubles/receiver.ts";
import { contentOf, deliveryOf, optionsOf } from "../fixtures.ts";
import { Providers } from "../providers.ts";
import { createPush } from "./push.ts";

const signal = AbortSignal.timeout(60_000);
const vapid = webPush.generateVAPIDKeys();
let service: Receiver | undefined;
afterEach(async () => service?.close());

async function setup(reply?: Reply) {
  const browser = createPushBrowser();
  const started = await startPushService(browser, reply === undefined ? undefined : () => reply);
  service = started;
  const providers = new Providers();
  const settings = { public_key: vapid.publicKey, subject: "mailto:ops@northwind.example" };
  const secrets = { private_key: vapid.privateKey };
  providers.add([{ organization_id: null, provider: "push", settings, secrets }]);
  const delivery = deliveryOf({
    channel: "push",
    address: `${started.url}/send/1`,
    details: { keys: browser.keys },
    threadId: "0a1b2c3d-0000-4000-8000-000000000000",
    confirmationToken: "c".repeat(64),
  });
  return { channel: createPush(optionsOf({ providers })), delivery, pushed: started.pushed };
}

describe("browser push", () => {
  it("arrives encrypted for the browser, from a sender who is proven", async () => {
    const { channel, delivery, pushed } = await setup();
    expect(await channel.send(delivery, contentOf(), signal)).toEqual({ outcome: "sent" });
    const [message] = pushed;
    expect(message?.subject).toBe("mailto:ops@northwind.example");
    expect(message?.request.headers).toMatchObject({
      ttl: "86400",
      urgency: "high",
      topic: "0a1b2c3d000040008000000000000000",
      "content-encoding": "aes128gcm",
    });
    expect(message?.request.body).not.toContain("declines");
    expect(JSON.parse(message?.text ?? "")).toEqual({
      type: "notice",
      title: "Northwind Payments: Monitoring: Elevated card declines",
      body: "Back to 1.9 %.",
      url: "https://status.example/status/northwind/incidents/t",
      tag: "t",
    });
  });

  it("is sent beside what goes through providers, because its address may be anybody's", () => {
    expect(createPush(optionsOf()).isTheirServer).toBe(true);
  });

  it("asks the service worker to confirm", async () => {
    const { channel, delivery, pushed } = await setup();
    await channel.send({ ...delivery, threadId: null }, contentOf({ topic: "subscription.confirm" }), signal);
    expect(JSON.parse(pushed[0]?.text ?? "")).toMatchObject({
      type: "confirm",
      confirm_url: "https://api.example/functions/v1/subscriptions/confirm",
      confirm_token: "c".repeat(64),
    });
  });

  it("fits into what push services take, however much was written", async () => {
    const { channel, delivery, pushed } = await setup();
    const long = contentOf({ title: "ä".repeat(200), body: "界".repeat(5000) });
    expect(await channel.send(delivery, long, signal)).toEqual({ outcome: "sent" });
    expect(pushed[0]?.request.bytes.byteLength).toBeLessThanOrEqual(4096);
  });

  it.each([
    [404, {}, { outcome: "dead", endsSubscription: true }],
    [410, {}, { outcome: "dead", endsSubscription: true }],
    [413, {}, { outcome: "dead" }],
    [429, { "retry-after": "120" }, { outcome: "retry", retryAfterSeconds: 120 }],
    [403, {}, { outcome: "retry", retryAfterSeconds: 300 }],
    [500, {}, { outcome: "retry" }],
  ])("an answer %i", async (status, headers, outcome) => {
    const { channel, delivery } = await setup({ status, headers });
    expect(await channel.send(delivery, contentOf(), signal)).toMatchObject(outcome);
  });

  it("without keys of the browser or of the instance", async () => {
    const { channel, delivery } = await setup();
    const dead = { outcome: "dead", endsSubscription: true };
    expect(await channel.send({ ...delivery, details: {} }, contentOf(), signal)).toMatchObject(dead);
    // Of the right length, but no point of the curve.
    const keys = { p256dh: `B${"x".repeat(86)}`, auth: "y".repeat(22) };
    expect(await channel.send({ ...delivery, details: { keys } }, contentOf(), signal)).toMatchObject(dead);
    expect(await createPush(optionsOf()).send(delivery, contentOf(), signal)).toMatchObject({ outcome: "retry" });
  });
});
