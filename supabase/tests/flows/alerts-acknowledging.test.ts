import { describe, expect, it } from "vitest";
import type { Quiet } from "../helpers/alerts.ts";
import type { Watched } from "../helpers/checks.ts";
import type { TestUser } from "../helpers/test-database.ts";
import { asCommitted, required } from "../helpers/world.ts";
import { db, desk, prepareAlerts } from "./alerts-support.ts";

prepareAlerts();

/** Quiet hours around now, as wall-clock times of UTC. */
function aroundNow(): Quiet {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { from: at(-1), until: at(1) };
}

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
