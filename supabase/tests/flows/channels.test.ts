import { beforeAll, describe, expect, it } from "vitest";
import { finishDelivery, makeSubscriber } from "../helpers/deliveries.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeWorld, required, unique, type World } from "../helpers/world.ts";

let db: TestDatabase;
let world: World;
let slug: string;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
  slug = world.publicPageSlug;
});

const normal = async (channel: string, address: string) => {
  const [row] = await db.sql<{ normal: string | null }[]>`
    select private.normal_address(${channel}::public.notification_channel, ${address}) as normal`;
  return required(row).normal;
};

const store = (organizationId: string | null, provider: string, settings: Record<string, string>, secrets = {}) =>
  db.sql`select private.store_provider(${organizationId}, ${provider}, ${db.sql.json(settings)}, ${db.sql.json(secrets)})`;

const twilio = { account_sid: `AC${"0".repeat(32)}`, from: "+4915123456789" };
const push = { public_key: `B${"x".repeat(86)}`, subject: "mailto:ops@example.com" };

const subscriber = (channel: string, address: string, changes: { state?: string } = {}) =>
  makeSubscriber(db, world, { channel, address, ...changes });

describe("addresses", () => {
  it.each([
    ["slack", "https://hooks.slack.com/services/T000/B000/xyz"],
    ["discord", "https://discord.com/api/webhooks/123456/abc-DEF_1"],
    ["discord", "https://ptb.discord.com/api/v10/webhooks/123456/abc"],
    [
      "teams",
      "https://prod-12.westeurope.logic.azure.com:443/workflows/0a1b/triggers/manual/paths/invoke?api-version=2016-06-01&sig=x",
    ],
    [
      "teams",
      "https://default0a1b.c2.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=x",
    ],
    ["webhook", "https://example.com/hooks?team=1"],
    ["push", "https://fcm.googleapis.com/fcm/send/abc:def"],
    ["push", "https://updates.push.services.mozilla.com/wpush/v2/abc"],
    ["push", "https://wns2-par02p.notify.windows.com/w/?token=abc"],
    ["push", "https://web.push.apple.com/abc"],
    ["call", "+4915123456789"],
  ])("of %s: %s", async (channel, address) => {
    expect(await normal(channel, address)).toBe(address);
  });

  it.each([
    ["slack", "https://hooks.slack.com.evil.example/services/T000/B000/xyz"],
    ["slack", "https://hooks.slack.com@evil.example/services/T000"],
    ["slack", "https://hooks.slack.com/services/../api/x"],
    ["discord", "https://discord.com/channels/1/2"],
    ["discord", "https://evildiscord.com/api/webhooks/123456/abc"],
    ["teams", "https://outlook.office.com/webhook/0a1b"],
    ["teams", "https://evil.example/x.logic.azure.com/workflows/1"],
    ["webhook", "https://user:password@example.com/"],
    ["webhook", "http://example.com/"],
    ["webhook", "file:///etc/passwd"],
    ["push", "https://push.example/1"],
    ["push", "https://fcm.googleapis.com.evil.example/1"],
    ["push", "https://fcm.googleapis.com@evil.example/1"],
    ["push", "https://evilnotify.windows.com/1"],
    ["push", "https://evil.example/.push.apple.com/1"],
    ["push", "https://fcm.googleapis.com:8080/1"],
    ["call", "0151 23456789"],
  ])("not of %s: %s", async (channel, address) => {
    expect(await normal(channel, address)).toBeNull();
  });
});

describe("what a page offers", () => {
  const offered = async () => {
    const [row] = await db.as(
      { role: "service_role" },
      (sql) => sql<{ channels: string; push_key: string | null }[]>`
        select channels::text[] as channels, push_key from public.offered_channels(${slug})`,
    );
    return required(row);
  };

  it("is what has a provider; an organization's own goes before the instance's", async () => {
    await db.sql`delete from private.provider_settings`;
    const always = ["webhook", "slack", "teams", "discord"];
    expect(await offered()).toEqual({ channels: always, push_key: null });
    await store(null, "smtp", { host: "127.0.0.1", from_address: "status@example.com" });
    await store(null, "twilio", twilio);
    await store(null, "push", push);
    expect(await offered()).toEqual({
      channels: ["email", "sms", "call", ...always, "push"],
      push_key: push.public_key,
    });
    // A name can send but not call.
    await store(world.organizationId, "twilio", { ...twilio, from: "Northwind" });
    expect((await offered()).channels).toEqual(["email", "sms", ...always, "push"]);
  });

  it("is not said of a page that is private or none", async () => {
    for (const page of ["no-such-page", "hidden"]) {
      const asked = db.as({ role: "service_role" }, (sql) => sql`select public.offered_channels(${page})`);
      await expect(asked).rejects.toMatchObject({ code: "HG404" });
    }
  });

  it.each([
    ["twilio", { ...twilio, account_sid: "AC1" }, "account_sid"],
    ["twilio", { ...twilio, from: "0151 1234" }, "from"],
    ["twilio", { ...twilio, call_from: "Northwind" }, "call_from"],
    ["push", { ...push, public_key: "short" }, "public_key"],
    ["push", { ...push, subject: "me" }, "subject"],
    ["resend", {}, "from_address"],
    ["pigeon", {}, "provider"],
  ])("a provider %s that cannot work is refused: %j", async (provider, settings, field) => {
    await expect(store(null, provider, settings)).rejects.toMatchObject({ code: "HG422", detail: field });
  });

  it("a secret that is left out stays, one that is given is replaced", async () => {
    const settings = { from_address: "status@example.com" };
    await store(null, "resend", settings, { api_key: "re_1", webhook_secret: "whsec_1" });
    await store(null, "resend", settings, { api_key: "re_2" });
    const [row] = await db.sql<
      { secrets: object }[]
    >`select secrets from private.providers('{}') where provider = 'resend'`;
    expect(required(row).secrets).toEqual({ api_key: "re_2", webhook_secret: "whsec_1" });
  });
});

it("a webhook has a secret of its own, which its owner sees and asking again does not change", async () => {
  const address = `https://example.com/${unique("hook")}`;
  const ask = () =>
    asCommitted(
      db,
      "service_role",
      (sql) => sql`select public.request_subscription(${slug}, 'webhook', ${address}, '{"secret": "whsec_mine"}')`,
    );
  const row = async () =>
    required(
      (
        await db.sql`select token, details ->> 'secret' as secret from private.subscribers where address = ${address}`
      )[0],
    );
  await ask();
  const first = await row();
  expect(first["secret"]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await ask();
  expect(await row()).toEqual(first);
  const held = await asCommitted(
    db,
    "service_role",
    (sql) => sql`select signing_secret from public.subscription(${first["token"]})`,
  );
  expect(required(held[0])["signing_secret"]).toBe(first["secret"]);
});

it("numbers that never confirm are no more than twenty an hour and page, and each is asked once in ten minutes", async () => {
  const ask = (number: number) =>
    asCommitted(
      db,
      "service_role",
      (sql) =>
        sql`select public.request_subscription(${slug}, ${number % 2 === 0 ? "sms" : "call"}, ${`+4915200000${100 + number}`}, source => ${`198.18.0.${number}`})`,
    );
  for (let number = 0; number < 20; number += 1) await ask(number);
  await expect(ask(20)).rejects.toMatchObject({ code: "HG429", detail: "channel" });
  await db.sql`update private.subscribers set told_at = now() - interval '5 minutes' where address like '+49152%'`;
  await db.sql`update private.subscribers set state = 'confirmed' where address = '+4915200000119'`;
  await ask(0);
  const told = await db.sql`
    select 1 from private.outbox o join private.subscribers s on s.id::text = o.payload ->> 'subscriber_id' where s.address = '+4915200000100'`;
  expect(told).toHaveLength(1);
});

it("whoever follows by a call or a webhook is not told again that they do", async () => {
  const id = await subscriber("call", "+4915100000001");
  await asCommitted(
    db,
    "service_role",
    (sql) => sql`select public.request_subscription(${slug}, 'call', '+4915100000001')`,
  );
  expect(await db.sql`select 1 from private.outbox where payload ->> 'subscriber_id' = ${id}`).toHaveLength(0);
});

describe("a provider's report", () => {
  const report = (
    kind: string,
    about: { provider_id?: string; address?: string },
    organization: string | null = null,
  ) =>
    asCommitted(
      db,
      "service_role",
      async (sql) =>
        required(
          (
            await sql<{ ended: number }[]>`
              select public.report_bounce(${kind}, ${organization}, ${about.provider_id ?? null}, ${about.address ?? null}, 'said so') as ended`
          )[0],
        ).ended,
    );
  const stateOf = async (id: string) =>
    required((await db.sql`select state, end_reason from private.subscribers where id = ${id}`)[0]);

  async function sent(providerId: string): Promise<string> {
    const id = await subscriber("email", `${unique("r")}@example.com`);
    await db.sql`
      with notification as (
        insert into private.notifications (outbox_id, organization_id, topic)
        values ((select coalesce(max(outbox_id), 0) + 1000000 from private.notifications), ${world.organizationId}, 'incident.updated') returning id
      )
      insert into private.deliveries (notification_id, organization_id, subscriber_id, channel, state, provider_id)
      select id, ${world.organizationId}, ${id}, 'email', 'sent', ${providerId} from notification`;
    return id;
  }

  it("ends the subscription by the id of a message", async () => {
    const id = await sent("re-1");
    expect(await report("bounced", { provider_id: "re-1" })).toBe(1);
    expect(await stateOf(id)).toEqual({ state: "bounced", end_reason: "said so" });
    // A complaint outweighs a bounce, a second bounce says nothing new.
    expect(await report("complained", { provider_id: "re-1" })).toBe(1);
    expect(await report("bounced", { provider_id: "re-1" })).toBe(0);
    expect(await stateOf(id)).toMatchObject({ state: "complained" });
  });

  it("by a number ends texts and calls, nothing else", async () => {
    const [text, call] = [await subscriber("sms", "+4915100000002"), await subscriber("call", "+4915100000002")];
    expect(await report("unsubscribed", { address: "+4915100000002" })).toBe(2);
    expect([(await stateOf(text))["state"], (await stateOf(call))["state"]]).toEqual(["unsubscribed", "unsubscribed"]);
  });

  it("of another organization's provider ends nothing here", async () => {
    await sent("re-2");
    expect(await report("bounced", { provider_id: "re-2" }, world.otherOrganizationId)).toBe(0);
    expect(await report("bounced", { provider_id: "re-2" }, world.organizationId)).toBe(1);
  });

  it("about nothing or everything is refused", async () => {
    await expect(report("bounced", {})).rejects.toMatchObject({ code: "HG422" });
    await expect(report("pending", { provider_id: "x" })).rejects.toMatchObject({ code: "HG422" });
  });
});

it("a message that only waits for its turn is not given up, however often it has waited", async () => {
  const subscriberId = await subscriber("email", "patient@example.com");
  const worker = crypto.randomUUID();
  const [delivery] = await db.sql<{ id: string }[]>`
    with notification as (
      insert into private.notifications (outbox_id, organization_id, topic) values (5000000, ${world.organizationId}, 'incident.updated') returning id
    )
    insert into private.deliveries (notification_id, organization_id, subscriber_id, channel, attempts, worker)
    select id, ${world.organizationId}, ${subscriberId}, 'email', 12, ${worker} from notification returning id`;
  const { id } = required(delivery);
  const finish = async (throttled: boolean) => {
    await db.sql`update private.deliveries set worker = ${worker} where id = ${id}`;
    const later = { outcome: "retry", error: "later", retry_after_seconds: 40, throttled };
    return finishDelivery(db, worker, { delivery_id: id, ...later });
  };
  const waiting = await finish(true);
  expect(waiting).toMatchObject({ state: "queued", attempts: 11 });
  expect(waiting.waitSeconds).toBeGreaterThan(35);
  await db.sql`update private.deliveries set attempts = 12 where id = ${id}`;
  expect(await finish(false)).toMatchObject({ state: "dead", attempts: 12 });
});
