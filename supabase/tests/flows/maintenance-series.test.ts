import { describe, expect, it } from "vitest";
import { makeWatched, reportSamples } from "../helpers/checks.ts";
import { asCommitted, makeProbe, required } from "../helpers/world.ts";
import {
  db,
  editor,
  type Maintenance,
  minutes,
  move,
  now,
  onPage,
  organizationId,
  prepareMaintenance,
  say,
  schedule,
  shown,
  stateOf,
  toldOf,
} from "./maintenance-support.ts";

prepareMaintenance();

describe("beside other voices", () => {
  it("an incident that is open keeps its status for when the window is over", async () => {
    const component = await shown();
    await asCommitted(
      db,
      editor.claims,
      (sql) => sql`
        select public.declare_incident(${organizationId}, null, null, 'Slow', 'investigating', 'We look.', ${sql.json([{ component_id: component, status: "partial_outage" }])})`,
    );
    const running = await say(await schedule([component]), "in_progress");
    expect(await stateOf(component)).toMatchObject({ status: "under_maintenance", cause: "maintenance" });
    await say(running, "completed");
    expect(await stateOf(component)).toMatchObject({ status: "partial_outage", cause: "incident" });
  });

  it("of two windows on one component the first one's end leaves the other's", async () => {
    const component = await shown();
    const [first, second] = [
      await say(await schedule([component]), "in_progress"),
      await say(await schedule([component]), "in_progress"),
    ];
    await say(first, "completed");
    expect(await stateOf(component)).toEqual({
      status: "under_maintenance",
      cause: "maintenance",
      cause_id: second.id,
    });
    await say(second, "completed");
  });

  it("a monitor that fails meanwhile opens no incident while alerts are suppressed", async () => {
    const watched = await makeWatched(db, organizationId);
    await db.sql`update public.monitors set automation = 'publish' where id = ${watched.monitorId}`;
    const probeId = await makeProbe(db);
    const running = await say(await schedule([watched.componentId]), "in_progress");
    await reportSamples(db, probeId, [{ scheduleId: watched.scheduleId, at: new Date(), up: false }]);
    const opened = () =>
      db.sql`select 1 from public.incidents where monitored_component_id = ${watched.componentId} and resolved_at is null`;
    expect(await stateOf(watched.componentId)).toMatchObject({ status: "under_maintenance" });
    expect(await opened()).toHaveLength(0);
    await say(running, "completed");
    await db.sql`select private.follow_all_monitors()`;
    expect(await opened()).toHaveLength(1);
  });

  it("the time counts neither as up nor as down", async () => {
    const component = await shown();
    await db.sql`update public.status_events set started_at = now() - interval '4 hours' where component_id = ${component}`;
    await db.sql`update public.components set status_since = now() - interval '4 hours', created_at = now() - interval '4 hours' where id = ${component}`;
    const running = await say(await schedule([component]), "in_progress");
    await say(running, "completed");
    await db.sql`
      update public.status_events set started_at = case status when 'under_maintenance' then now() - interval '2 hours' else started_at end,
        ended_at = case status when 'operational' then now() - interval '2 hours' else now() - interval '1 hour' end
      where component_id = ${component} and ended_at is not null`;
    await db.sql`update public.status_events set status = 'major_outage', started_at = now() - interval '1 hour' where component_id = ${component} and ended_at is null`;
    const [row] = await db.as(
      editor.claims,
      (sql) => sql<{ uptime: number }[]>`
        select uptime from public.component_uptime(${component}) order by range_days limit 1`,
    );
    // Two hours up, one under maintenance, one down.
    expect(Number(required(row).uptime)).toBeCloseTo(66.67, 1);
  });
});

describe("series", () => {
  const save = (seriesId: string, componentIds: readonly string[], rule = "FREQ=WEEKLY") =>
    asCommitted(
      db,
      editor.claims,
      (sql) => sql`
        select public.save_maintenance_series(${organizationId}, ${seriesId}, ${rule}, 'Europe/Berlin', localtimestamp, 60, 'Weekly',
          component_ids => ${[...componentIds]})`,
    );
  const plan = (seriesId: string, starts: readonly Date[], until = minutes(100_000)) =>
    asCommitted(db, "service_role", async (sql) => {
      const [row] = await sql<{ planned: number }[]>`
        select public.plan_maintenances(${seriesId}, ${starts.map((at) => at.toISOString())}::timestamptz[], ${until}) as planned`;
      return required(row).planned;
    });
  const unplanned = async () => {
    const rows = await db.as("service_role", (sql) => sql<{ id: string }[]>`select id from public.unplanned_series()`);
    return rows.map(({ id }) => id);
  };
  const windowsOf = (seriesId: string) =>
    db.sql<Maintenance[]>`select * from public.maintenances where series_id = ${seriesId} order by scheduled_for`;
  const [first, second, third] = [minutes(10_000), minutes(20_080), minutes(30_160)];

  it("planned twice, and at once, has no window twice and shows on the page", async () => {
    const [id, component] = [crypto.randomUUID(), await shown()];
    await save(id, [component]);
    expect(await unplanned()).toContain(id);
    const counts = await Promise.all([plan(id, [first, second]), plan(id, [first, second])]);
    expect(counts.sort()).toEqual([0, 2]);
    expect(await plan(id, [first, second])).toBe(0);
    const windows = await windowsOf(id);
    expect(windows.map(({ scheduled_for }) => scheduled_for)).toEqual([first, second]);
    expect(await onPage()).toContainEqual(
      expect.objectContaining({ id: required(windows[0]).id, component_ids: [component] }),
    );
    expect(await toldOf(required(windows[0]))).toEqual([]);
  });

  it("an empty plan counts, so that nobody asks again", async () => {
    const id = crypto.randomUUID();
    await save(id, []);
    expect(await plan(id, [], minutes(180 * 1440))).toBe(0);
    expect(await unplanned()).not.toContain(id);
  });

  it("a window that was moved, cancelled or deleted does not come back to its old place", async () => {
    const id = crypto.randomUUID();
    await save(id, []);
    await plan(id, [first, second, third]);
    const [moved, cancelled, deleted] = await windowsOf(id);
    await move(required(moved), 11_000, 11_060);
    await expect(move(required(cancelled), 30_160, 30_220)).resolves.toMatchObject({ version: 2 });
    await say(await now(required(cancelled)), "cancelled");
    await asCommitted(db, editor.claims, (sql) => sql`select public.delete_maintenance(${required(deleted).id})`);
    expect(await plan(id, [first, second, third], minutes(200_000))).toBe(0);
    expect(await windowsOf(id)).toHaveLength(3);
  });

  it("two windows of a series cannot begin at once", async () => {
    const id = crypto.randomUUID();
    await save(id, []);
    await plan(id, [first, second]);
    const [one] = await windowsOf(id);
    const attempt = asCommitted(
      db,
      editor.claims,
      (sql) => sql`
        select public.edit_maintenance(${required(one).id}, 1, 'Upgrade', '', ${second}, ${third}, '{}')`,
    );
    await expect(attempt).rejects.toMatchObject({ code: "HG409", detail: "scheduled_for" });
  });

  it("saved anew it drops what has not begun, also from the page, and is planned again", async () => {
    const [id, component] = [crypto.randomUUID(), await shown()];
    await save(id, [component]);
    await plan(id, [first, second]);
    const running = await say(required((await windowsOf(id))[0]), "in_progress");
    await save(id, [component], "FREQ=DAILY");
    expect((await windowsOf(id)).map((window) => window.id)).toEqual([running.id]);
    expect(await unplanned()).toContain(id);
    expect(await plan(id, [third])).toBe(1);
    await say(running, "completed");
  });

  it("what waits to be told of a dropped window is not told", async () => {
    const id = crypto.randomUUID();
    await save(id, []);
    await plan(id, [first, second]);
    const [told, other] = [required((await windowsOf(id))[0]), await schedule([], { from: 60, until: 90 })];
    await move(told, 12_000, 12_060);
    expect(await toldOf(told)).toEqual(["rescheduled"]);
    await asCommitted(db, editor.claims, (sql) => sql`select public.end_maintenance_series(${id})`);
    expect(await toldOf(told)).toEqual([]);
    expect(await toldOf(other)).toEqual(["scheduled"]);
  });

  it("ended, what would come is gone from calendar and page, and it is not planned again", async () => {
    const [id, component] = [crypto.randomUUID(), await shown()];
    await save(id, [component]);
    await plan(id, [first, second, third]);
    const running = await say(required((await windowsOf(id))[0]), "in_progress");
    const [ended] = await asCommitted(
      db,
      editor.claims,
      (sql) => sql<{ dropped: number }[]>`select public.end_maintenance_series(${id}) as dropped`,
    );
    expect(required(ended).dropped).toBe(2);
    expect((await windowsOf(id)).map((window) => window.id)).toEqual([running.id]);
    expect((await onPage()).filter(({ id: shownId }) => shownId !== running.id)).not.toContainEqual(
      expect.objectContaining({ component_ids: [component] }),
    );
    expect(await plan(id, [third])).toBe(0);
    expect(await unplanned()).not.toContain(id);
    await say(running, "completed");
  });

  it.each([
    ["hours, which would be more than one window a day", "FREQ=DAILY;BYHOUR=1,2", "rule"],
    ["every minute", "FREQ=MINUTELY", "rule"],
    ["another rule behind it", "FREQ=DAILY\nRRULE:FREQ=DAILY", "rule"],
  ])("refuses %s", async (_, rule, field) => {
    await expect(save(crypto.randomUUID(), [], rule)).rejects.toMatchObject({ code: "HG422", detail: field });
  });
});
