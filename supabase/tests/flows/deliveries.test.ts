import { describe, expect, it } from "vitest";
import { finishDelivery } from "../helpers/deliveries.ts";
import { asCommitted, makeComponent, required } from "../helpers/world.ts";
import {
  claim,
  clear,
  db,
  declare,
  finish,
  prepareDeliveries,
  say,
  subscriber,
  worker,
  world,
} from "./deliveries-support.ts";

prepareDeliveries();

/** A component on the public page. */
const shown = () => makeComponent(db, world.organizationId, { pageId: world.publicPageId });

describe("who hears of an incident", () => {
  it("who follows the page, the component or its group, and asked for incidents; nobody else", async () => {
    await clear();
    const elsewhere = await makeComponent(db, world.organizationId);
    const hears = [
      await subscriber(),
      await subscriber({ components: [world.componentId] }),
      await subscriber({ groups: [world.groupId] }),
    ];
    await subscriber({ components: [elsewhere] });
    await subscriber({ events: ["maintenances"] });
    await subscriber({ state: "pending" });
    await subscriber({ state: "unsubscribed" });
    await declare();
    const claimed = await claim(worker());
    expect(claimed.map((row) => row.subscriber_id).sort()).toEqual([...hears].sort());
    expect(claimed.find((row) => row.subscriber_id === hears[0])?.component_ids).toBeNull();
    expect(claimed.find((row) => row.subscriber_id === hears[2])?.component_ids).toEqual([world.componentId]);
  });

  it("also who follows a component that the update takes out", async () => {
    await clear();
    const id = await subscriber({ components: [world.componentId] });
    const other = await shown();
    const incident = await declare();
    const first = worker();
    const [sent] = await claim(first);
    await finish(first, [{ delivery_id: required(sent).id, outcome: "sent" }]);
    await asCommitted(
      db,
      world.members.editor.claims,
      (sql) => sql`
      select public.post_incident_update(${incident}, gen_random_uuid(), 1, 'identified', 'Not cards.', ${sql.json([
        { component_id: world.componentId, status: "operational" },
        { component_id: other, status: "major_outage" },
      ])})`,
    );
    expect((await claim(worker())).map((row) => row.subscriber_id)).toEqual([id]);
  });

  it("a change of status by itself is told to who asked for that, and not again when an incident tells it", async () => {
    await clear();
    const component = await shown();
    const hears = await subscriber({ events: ["components"], components: [component] });
    await subscriber();
    await subscriber({ events: ["components"], components: [await makeComponent(db, world.organizationId)] });
    const pin = (status: string | null) =>
      asCommitted(
        db,
        world.members.editor.claims,
        (sql) => sql`update public.components set manual_status = ${status} where id = ${component}`,
      );
    await pin("partial_outage");
    const first = worker();
    const [told, ...others] = await claim(first);
    expect([told?.subscriber_id, others]).toEqual([hears, []]);
    const [content] = await asCommitted(
      db,
      "service_role",
      (sql) => sql`
      select * from public.notification_contents(${[required(told).notification_id]}::bigint[])`,
    );
    const [named] = await db.sql<{ name: string }[]>`select name from public.components where id = ${component}`;
    expect(content).toMatchObject({
      topic: "component.status_changed",
      title: required(named).name,
      status: "partial_outage",
      components: [{ old_status: "operational", new_status: "partial_outage" }],
    });
    await finish(first, [{ delivery_id: required(told).id, outcome: "sent" }]);
    await pin(null);
    const second = worker();
    const [back] = await claim(second);
    await finish(second, [{ delivery_id: required(back).id, outcome: "sent" }]);
    const incident = await declare({ [component]: "major_outage" });
    await say(incident, "resolved");
    expect((await claim(worker())).filter((row) => row.subscriber_id === hears)).toEqual([]);
  });

  it("says for each page and notification what it is about", async () => {
    await clear();
    await subscriber();
    await declare();
    const [row] = await claim(worker());
    const contents = await asCommitted(
      db,
      "service_role",
      (sql) => sql`select * from public.notification_contents(${[required(row).notification_id]}::bigint[])`,
    );
    expect(contents).toMatchObject([
      {
        topic: "incident.declared",
        title: "Cards declined",
        status: "investigating",
        impact: "critical",
        body: "We look.",
        components: [{ id: world.componentId, old_status: "operational", new_status: "major_outage" }],
      },
    ]);
  });
});

it("an event about what has gone is told to nobody, and holds up no other", async () => {
  await clear();
  const hears = await subscriber();
  await db.sql`insert into private.outbox (organization_id, topic, payload)
    values (${world.organizationId}, 'maintenance.reminder', ${db.sql.json({ maintenance_id: crypto.randomUUID(), maintenance_update_id: null })})`;
  await declare();
  expect((await claim(worker())).map((row) => row.subscriber_id)).toEqual([hears]);
  const [left] = await db.sql`select count(*)::int as n from private.outbox where processed_at is null`;
  expect(left).toEqual({ n: 0 });
});

it("who leaves gets nothing of what waits or is being tried", async () => {
  await clear();
  const [waits, tried] = [await subscriber(), await subscriber()];
  await declare();
  const one = worker();
  await db.sql`select private.fan_out(20)`;
  await db.sql`update private.deliveries set due_at = now() + interval '1 hour' where subscriber_id = ${waits}`;
  const [held] = await claim(one);
  expect(held?.subscriber_id).toBe(tried);
  await db.sql`update private.subscribers set state = 'unsubscribed'`;
  await finish(one, [{ delivery_id: required(held).id, outcome: "retry", error: "busy" }]);
  const left = await db.sql`select subscriber_id, state from private.deliveries`;
  expect([...left]).toEqual([{ subscriber_id: tried, state: "dead" }]);
});

it("what no worker can finish ends", async () => {
  await clear();
  await subscriber();
  await declare();
  await claim(worker());
  await db.sql`update private.deliveries set attempts = 15, due_at = now()`;
  await db.sql`select private.sweep_deliveries()`;
  const [row] = await db.sql`select state from private.deliveries`;
  expect(row).toEqual({ state: "dead" });
});

describe("outcomes", () => {
  it("tries again later and later, not before the provider wants it, and ends after the twelfth", async () => {
    await clear();
    await subscriber();
    await declare();
    const waits: number[] = [];
    for (let n = 1; n <= 12; n += 1) {
      const one = worker();
      const delivery_id = required((await claim(one))[0]).id;
      const wanted = { ...(n === 3 && { retry_after_seconds: 500 }) };
      const kept = await finishDelivery(db, one, { delivery_id, outcome: "retry", error: "busy", ...wanted });
      expect(kept.state).toBe(n === 12 ? "dead" : "queued");
      waits.push(kept.waitSeconds);
      await db.sql`update private.deliveries set due_at = now() where id = ${delivery_id}`;
    }
    expect(required(waits[0])).toBeGreaterThan(3);
    expect(required(waits[0])).toBeLessThan(7);
    expect(required(waits[2])).toBeGreaterThan(490);
    expect(required(waits[8])).toBeGreaterThan(900);
    expect(Math.max(...waits)).toBeLessThan(4600);
  });

  it("an address that does not exist ends the subscription, and the team can send again what died", async () => {
    await clear();
    const id = await subscriber();
    await declare();
    const one = worker();
    const [row] = await claim(one);
    await finish(one, [
      { delivery_id: required(row).id, outcome: "dead", error: "550 no such user", ends_subscription: true },
    ]);
    const [state] = await db.sql`select state, end_reason from private.subscribers where id = ${id}`;
    expect(state).toEqual({ state: "bounced", end_reason: "550 no such user" });
    const resend = () =>
      asCommitted(
        db,
        world.members.editor.claims,
        (sql) => sql<{ ok: boolean }[]>`select public.resend_delivery(${required(row).id}) as ok`,
      );
    expect((await resend())[0]).toEqual({ ok: false });
    await db.sql`update private.subscribers set state = 'confirmed' where id = ${id}`;
    expect((await resend())[0]).toEqual({ ok: true });
    expect(await claim(worker())).toMatchObject([{ attempt: 1 }]);
    const log = await db.as(
      world.members.viewer.claims,
      (sql) => sql`select topic, title, address from public.delivery_log(${world.organizationId}, ${id})`,
    );
    expect(log).toMatchObject([{ topic: "incident.declared", title: "Cards declined" }]);
    expect(log[0]?.["address"]).toContain("•••");
  });
});

describe("providers", () => {
  it("secrets are written and never read back by members; left out they stay", async () => {
    const set = (settings: Record<string, string | number>, secrets: Record<string, string> | null) =>
      asCommitted(
        db,
        world.members.admin.claims,
        (sql) => sql`
        select public.set_provider(${world.organizationId}, 'smtp', ${sql.json(settings)}, ${secrets === null ? null : sql.json(secrets)})`,
      );
    await set({ host: "mail.example.com", port: 465, from_address: "status@example.com" }, { password: "hunter2" });
    await set({ host: "mail.example.com", port: 465, from_address: "help@example.com" }, null);
    // A password is for the server it was entered for, and nothing else is a secret or leads elsewhere.
    const elsewhere = { host: "mail2.example.com", port: 465, from_address: "status@example.com" };
    for (const secrets of [null, {}, { x: "y" }, { host: "evil.example" }])
      await expect(set(elsewhere, secrets)).rejects.toMatchObject({ code: "HG422", detail: "secret" });
    await expect(set({ ...elsewhere, host: "mail.example.com", password: "hunter2" }, null)).rejects.toMatchObject({
      detail: "password",
    });
    const rows = await asCommitted(
      db,
      "service_role",
      (sql) => sql`
      select settings ->> 'from_address' as sender, secrets from public.providers(${[world.organizationId]}::uuid[]) where organization_id is not null`,
    );
    expect([...rows]).toEqual([{ sender: "help@example.com", secrets: { password: "hunter2" } }]);
    await expect(set({ host: "mail.example.com", port: 465, from_name: "Evil\r\nBcc: x" }, null)).rejects.toMatchObject(
      {
        code: "HG422",
        detail: "from_name",
      },
    );
    await expect(set({ host: "mail.example.com", port: 465, from_address: "nobody" }, null)).rejects.toMatchObject({
      code: "HG422",
      detail: "from_address",
    });
  });
});
