import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AlertDesk, type Quiet } from "../helpers/alerts.ts";
import type { Watched } from "../helpers/checks.ts";
import { finishDeliveries } from "../helpers/deliveries.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, required } from "../helpers/world.ts";

let db: TestDatabase;
let desk: AlertDesk;

beforeAll(async () => {
  db = await createTestDatabase();
  desk = await AlertDesk.make(db);
});

beforeEach(() => desk.clear());

/** Quiet hours around now, as wall-clock times of UTC. */
function aroundNow(): Quiet {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { from: at(-1), until: at(1) };
}

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

describe("acknowledging", () => {
  /** An alert that has not been fanned out. @returns its id */
  async function opened(): Promise<string> {
    const target = await desk.watched();
    await desk.rule({
      components: [target.componentId],
      steps: [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }],
    });
    await desk.report([target, false]);
    return required((await desk.alertsOf(target))[0]).id;
  }

  async function raised(): Promise<{ target: Watched; token: string; id: string }> {
    const target = await desk.watched();
    const [first, second] = [await desk.contact("Ada"), await desk.contact("Bea")];
    await desk.rule({
      components: [target.componentId],
      steps: [
        { after_minutes: 0, contact_ids: [first] },
        { after_minutes: 5, contact_ids: [second] },
      ],
    });
    await desk.report([target, false]);
    const [message] = await desk.send();
    const [alert] = await desk.alertsOf(target);
    return { target, token: required(message).token, id: required(alert).id };
  }

  const byToken = (token: string) =>
    asCommitted(
      db,
      "service_role",
      (sql) => sql<{ ok: boolean }[]>`select public.acknowledge_told_alert(${token}) as ok`,
    );

  it("from the message ends escalation; twice is no error; the link tells what it is about", async () => {
    const { target, token } = await raised();
    expect(await byToken(token)).toMatchObject([{ ok: true }]);
    expect(await byToken(token)).toMatchObject([{ ok: false }]);
    const [told] = await asCommitted(db, "service_role", (sql) => sql`select * from public.told_alert(${token})`);
    expect(told).toMatchObject({
      rule_name: "On call",
      status: "major_outage",
      acknowledged_by: "Ada",
      ended_at: null,
    });
    // A member without a name is nobody's address to those outside.
    await db.sql`update private.alerts set acknowledged_by = ${desk.editor.id}, acknowledged_contact_id = null where component_id = ${target.componentId}`;
    expect(
      await asCommitted(db, "service_role", (sql) => sql`select acknowledged_by from public.told_alert(${token})`),
    ).toMatchObject([{ acknowledged_by: "a member" }]);
    await desk.pass(10);
    expect(await desk.sent()).toEqual([]);
    await desk.report([target, true]);
    expect(await desk.sent()).toEqual(["ended Ada"]);
    await expect(byToken("f".repeat(64))).rejects.toMatchObject({ code: "HG404", detail: "token" });
  });

  it("in the dashboard is for who may, and is in the audit log", async () => {
    const { id } = await raised();
    const acknowledge = (user: TestUser) =>
      asCommitted(db, user.claims, (sql) => sql<{ ok: boolean }[]>`select public.acknowledge_alert(${id}) as ok`);
    await expect(acknowledge(desk.viewer)).rejects.toMatchObject({ code: "HG403" });
    expect(await acknowledge(desk.editor)).toMatchObject([{ ok: true }]);
    const [seen] = await db.as(desk.viewer.claims, (sql) => sql`select * from public.alerts(${desk.organizationId})`);
    expect(seen).toMatchObject({ id, acknowledged_by: desk.editor.email, told: ["Ada"], next_at: null });
    const [event] = await db.sql`
      select actor_id, action, after from public.audit_events where object_id = ${id} order by id desc limit 1`;
    expect(event).toMatchObject({
      actor_id: desk.editor.id,
      action: "alerts.update",
      after: { acknowledged_by: desk.editor.id },
    });
  });

  it("of an incident of the component acknowledges its alert, also when a person declares one", async () => {
    const { target } = await raised();
    await asCommitted(
      db,
      desk.editor.claims,
      (sql) => sql`
        select public.declare_incident(${desk.organizationId}, null, null, 'Down', 'investigating', 'We look.',
          ${sql.json([{ component_id: target.componentId, status: "major_outage" }])})`,
    );
    expect(await desk.alertsOf(target)).toMatchObject([{ is_acknowledged: true, is_open: true }]);
    const next = await raised();
    await asCommitted(
      db,
      desk.editor.claims,
      (sql) => sql`
        select public.declare_incident(${desk.organizationId}, null, null, 'Was down', 'resolved', 'It was the cable.',
          ${sql.json([{ component_id: next.target.componentId, status: "major_outage" }])})`,
    );
    expect(await desk.alertsOf(next.target)).toMatchObject([{ is_acknowledged: false }]);
  });

  it("takes back what waits, also what is queued at the same moment", async () => {
    const id = await opened();
    await db.sql`select private.acknowledge(${id}, null, null)`;
    expect(await desk.sent()).toEqual([]);
  });

  it("that meets the fan-out waits for it, and takes back what it has queued", async () => {
    const id = await opened();
    let acknowledged: Promise<unknown> = Promise.resolve();
    await db.sql.begin(async (sql) => {
      await sql`select private.fan_out(20)`;
      acknowledged = db.sql`select private.acknowledge(${id}, null, null)`.execute();
      await expect
        .poll(
          () =>
            db.sql`select 1 from pg_stat_activity where query like '%private.acknowledge%' and wait_event_type = 'Lock'`,
        )
        .toHaveLength(1);
    });
    await acknowledged;
    expect(await desk.sent()).toEqual([]);
  });
});

describe("quiet hours", () => {
  it("hold messages until they end, and drop them when the alert is over before", async () => {
    const target = await desk.watched();
    await desk.rule({
      breaksQuiet: false,
      steps: [{ after_minutes: 0, contact_ids: [await desk.contact("Asleep", aroundNow()), await desk.contact("Up")] }],
    });
    await desk.report([target, false]);
    expect(await desk.sent()).toEqual(["raised Up"]);
    const [alert] = await db.as(
      desk.viewer.claims,
      (sql) => sql`select told, waiting from public.alerts(${desk.organizationId})`,
    );
    expect(alert).toEqual({ told: ["Up"], waiting: ["Asleep"] });
    await desk.report([target, true]);
    await db.sql`update private.deliveries set due_at = now() where state = 'queued'`;
    expect(await desk.sent()).toEqual(["ended Up"]);

    await desk.report([target, false]);
    expect(await desk.sent()).toEqual(["raised Up"]);
    await db.sql`update private.deliveries set due_at = now() where state = 'queued'`;
    expect(await desk.sent()).toEqual(["raised Asleep"]);
    await desk.report([target, true]);
  });

  it("end for a major outage where the rule says so, also when it becomes one", async () => {
    const target = await desk.watched();
    const steps = [{ after_minutes: 0, contact_ids: [await desk.contact("Asleep", aroundNow())] }];
    await desk.rule({ steps, statuses: ["partial_outage", "major_outage"] });
    await db.sql`update public.monitors set status = 'partial_outage' where id = ${target.monitorId}`;
    expect(await desk.sent()).toEqual([]);
    await db.sql`update public.monitors set status = 'major_outage' where id = ${target.monitorId}`;
    expect(await desk.sent()).toEqual(["raised Asleep"]);
  });

  const night = { from: "22:00", until: "07:00", zone: "Europe/Berlin" };
  const saturdays = { from: "00:00", until: "00:00", days: [6], zone: "Europe/Berlin" };
  it.each<[string, Quiet, string, string | null]>([
    ["before midnight", night, "2026-11-20T22:30+01:00", "2026-11-21T07:00+01:00"],
    ["after midnight", night, "2026-11-21T03:00+01:00", "2026-11-21T07:00+01:00"],
    ["at their end", night, "2026-11-21T07:00+01:00", null],
    ["at their beginning", night, "2026-11-21T22:00+01:00", "2026-11-22T07:00+01:00"],
    ["by day", night, "2026-11-21T12:00+01:00", null],
    ["in the night the clocks go back, an hour longer", night, "2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00"],
    ["in the night the clocks go forward, an hour shorter", night, "2027-03-27T23:00+01:00", "2027-03-28T07:00+02:00"],
    ["on another weekday", { ...night, days: [1] }, "2026-11-20T23:00+01:00", null],
    ["in the morning after their weekday", { ...night, days: [5] }, "2026-11-21T03:00+01:00", "2026-11-21T07:00+01:00"],
    ["a whole day", saturdays, "2026-11-21T12:00+01:00", "2026-11-22T00:00+01:00"],
    ["a whole weekend", { ...saturdays, days: [6, 7] }, "2026-11-21T12:00+01:00", "2026-11-23T00:00+01:00"],
    [
      "by day, within one date",
      { from: "12:00", until: "13:00", zone: "Asia/Tokyo" },
      "2026-11-21T03:30Z",
      "2026-11-21T04:00Z",
    ],
  ])("%s", async (_, quiet, at, until) => {
    const id = await desk.contact("Someone", quiet);
    const [row] = await db.sql<{ until: Date | null }[]>`
      select private.quiet_until(c, ${at}) as until from private.alert_contacts c where c.id = ${id}`;
    expect(required(row).until).toEqual(until === null ? null : new Date(until));
  });
});
