import { describe, expect, it } from "vitest";
import { finishDeliveries } from "../helpers/deliveries.ts";
import { asCommitted, required } from "../helpers/world.ts";
import { db, desk, prepareAlerts } from "./alerts-support.ts";

prepareAlerts();

describe("an alert", () => {
  it("is opened once, escalates while nobody acknowledges, and its end is told to whoever was told", async () => {
    const target = await desk.watched();
    const [first, second, third] = [await desk.contact("Ada"), await desk.contact("Bea"), await desk.contact("Cleo")];
    await desk.rule({
      steps: [
        { after_minutes: 0, contact_ids: [first] },
        { after_minutes: 5, contact_ids: [second, first] },
        { after_minutes: 30, contact_ids: [third] },
      ],
    });
    await desk.report([target, false]);
    expect(await desk.alertsOf(target)).toMatchObject([{ status: "major_outage", is_open: true }]);
    expect(await desk.sent()).toEqual(["raised Ada"]);
    await desk.report([target, false]);
    await desk.tick();
    expect(await desk.sent()).toEqual([]);
    await desk.pass(5);
    expect(await desk.sent()).toEqual(["raised Ada", "raised Bea"]);
    await desk.tick();
    expect(await desk.sent()).toEqual([]);
    await desk.report([target, true]);
    expect(await desk.alertsOf(target)).toMatchObject([{ status: "operational", is_open: false }]);
    expect(await desk.sent()).toEqual(["ended Ada", "ended Bea"]);
    await desk.pass(30);
    expect(await desk.sent()).toEqual([]);
  });

  it("is of the chosen statuses, components and monitors only", async () => {
    const [one, other] = [await desk.watched(), await desk.watched()];
    const second = await desk.watched(one.componentId);
    const ada = await desk.contact("Ada");
    const steps = [{ after_minutes: 0, contact_ids: [ada] }];
    await desk.rule({ steps, statuses: ["degraded_performance"] });
    await desk.rule({ steps, components: [one.componentId] });
    await desk.rule({ steps, monitors: [second.monitorId] });
    await desk.report([one, false], [other, false]);
    expect(await desk.alertsOf(one)).toHaveLength(1);
    expect(await desk.alertsOf(other)).toHaveLength(0);
    await desk.report([second, false]);
    expect(await desk.alertsOf(one)).toHaveLength(2);
    await desk.report([one, true], [second, true], [other, true]);
    expect((await desk.alertsOf(one)).every(({ is_open }) => !is_open)).toBe(true);
  });

  it("says which monitors fail and why, by which rule, as plain text of people", async () => {
    const target = await desk.watched();
    await db.sql`update public.components set name = 'Cards <b>*all*' where id = ${target.componentId}`;
    await desk.rule({ steps: [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }] });
    await desk.report([target, false]);
    const [row] = await desk.claim(crypto.randomUUID());
    const [content] = await asCommitted(
      db,
      "service_role",
      (sql) => sql`select * from public.notification_contents(${[required(row).notification_id]}::bigint[])`,
    );
    expect(content).toMatchObject({
      topic: "alert.raised",
      title: "Cards <b>*all*",
      status: "major_outage",
      impact: "critical",
    });
    expect(content?.["body"]).toMatch(/^- monitor\\-.*: major outage \(timeout\)\n\nRule: On call$/);
  });

  it.each(["while a maintenance suppresses alerts", "while what it depends on is out"])(
    "is held back %s",
    async (why) => {
      const [target, above] = [await desk.watched(), await desk.watched()];
      await desk.rule({
        components: [target.componentId],
        steps: [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }],
      });
      const [maintenance] = await db.sql<{ id: string }[]>`
      insert into public.maintenances (organization_id, title, body, scheduled_for, scheduled_until, status, started_at, suppresses_alerts)
      values (${desk.organizationId}, 'Work', '', now(), now() + interval '1 hour', 'in_progress', now(), true) returning id`;
      if (why.includes("maintenance"))
        await db.sql`insert into public.maintenance_components values (${required(maintenance).id}, ${target.componentId}, ${desk.organizationId})`;
      else
        await db.sql`insert into public.component_dependencies values (${target.componentId}, ${above.componentId}, ${desk.organizationId})`;
      // Both in one batch: the alert is decided when both statuses are.
      await desk.report([target, false], [above, false]);
      await desk.tick();
      expect(await desk.alertsOf(target)).toEqual([]);
      await db.sql`delete from public.maintenances where id = ${required(maintenance).id}`;
      await desk.report([above, true]);
      await desk.tick();
      expect(await desk.alertsOf(target)).toMatchObject([{ is_open: true }]);
      await desk.report([target, true]);
    },
  );

  it("says whom a message could not reach", async () => {
    const target = await desk.watched();
    await desk.rule({ steps: [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }] });
    await desk.report([target, false]);
    const worker = crypto.randomUUID();
    const [row] = await desk.claim(worker);
    await finishDeliveries(db, worker, [
      { delivery_id: required(row).id, outcome: "dead", error: "550 no such user", ends_subscription: true },
    ]);
    const [seen] = await db.as(
      desk.viewer.claims,
      (sql) => sql`select told, waiting, failed from public.alerts(${desk.organizationId})`,
    );
    expect(seen).toEqual({ told: [], waiting: [], failed: ["Ada"] });
    const [contact] = await db.as(
      desk.viewer.claims,
      (sql) => sql`select state, end_reason from public.alert_contacts(${desk.organizationId})`,
    );
    expect(contact).toEqual({ state: "bounced", end_reason: "550" });
    await desk.report([target, true]);
  });

  it("does not end because results stop coming, but when its monitors are paused", async () => {
    const target = await desk.watched();
    await desk.rule({ steps: [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }] });
    await desk.report([target, false]);
    expect(await desk.sent()).toEqual(["raised Ada"]);
    await db.sql`update public.monitors set status = 'unknown' where id = ${target.monitorId}`;
    expect(await desk.alertsOf(target)).toMatchObject([{ is_open: true }]);
    await db.sql`update public.monitors set paused_at = now() where id = ${target.monitorId}`;
    expect(await desk.alertsOf(target)).toMatchObject([{ is_open: false }]);
    expect(await desk.sent()).toEqual([]);
  });

  it("that cannot be opened, or told, keeps no other waiting", async () => {
    const targets = [await desk.watched(), await desk.watched(), await desk.watched()];
    const [unopened, untold, fine] = targets;
    const steps = [
      { after_minutes: 0, contact_ids: [await desk.contact("Ada")] },
      { after_minutes: 5, contact_ids: [await desk.contact("Bea")] },
    ];
    for (const target of targets) await desk.rule({ components: [target.componentId], steps });
    await db.sql.unsafe(
      `alter table private.alerts add constraint broken check (component_id <> '${required(unopened).componentId}') not valid`,
    );
    await desk.report(...targets.map((target) => [target, false] as const));
    await desk.tick();
    await db.sql`alter table private.alerts drop constraint broken`;
    const opened = await Promise.all(targets.map((target) => desk.alertsOf(target)));
    expect(opened.map(({ length }) => length)).toEqual([0, 1, 1]);
    expect(await desk.sent()).toEqual(["raised Ada", "raised Ada"]);

    await db.sql.unsafe(
      `alter table private.alerts add constraint broken check (component_id <> '${required(untold).componentId}' or told_minutes < 5) not valid`,
    );
    await desk.pass(5);
    await db.sql`alter table private.alerts drop constraint broken`;
    expect(await desk.sent()).toEqual(["raised Ada", "raised Bea"]);
    expect(await desk.alertsOf(required(fine))).toMatchObject([{ is_open: true }]);
    await desk.tick();
    expect(await desk.sent()).toEqual(["raised Bea"]);
    await desk.report(...targets.map((target) => [target, true] as const));
  });

  it("ends silently when its rule is switched off", async () => {
    const target = await desk.watched();
    const steps = [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }];
    const id = await desk.rule({ steps });
    await desk.report([target, false]);
    await desk.rule({ id, version: 1, steps, enabled: false });
    await desk.tick();
    expect(await desk.alertsOf(target)).toMatchObject([{ is_open: false }]);
    expect(await desk.sent()).toEqual([]);
    await desk.report([target, true]);
  });
});
