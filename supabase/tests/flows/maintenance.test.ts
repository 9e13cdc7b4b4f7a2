import { beforeAll, describe, expect, it } from "vitest";
import { componentState, makeWatched, reportSamples } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import {
  asCommitted,
  firstPageOf,
  makeComponent,
  makeOrganization,
  makeProbe,
  required,
  unique,
} from "../helpers/world.ts";

let db: TestDatabase;
let editor: TestUser;
let organizationId: string;
let pageId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  editor = await db.createUser();
  organizationId = await makeOrganization(db, editor, unique("page"));
  pageId = (await firstPageOf(db, organizationId)).id;
});

/** A component on the organization's page. */
const shown = () => makeComponent(db, organizationId, { pageId });

interface Maintenance {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly scheduled_for: Date;
  readonly scheduled_until: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

interface Window {
  readonly from?: number;
  readonly until?: number;
  readonly startsAutomatically?: boolean;
  readonly endsAutomatically?: boolean;
  readonly suppressesAlerts?: boolean;
  readonly reminders?: readonly number[];
}

/** Announces a window, by default one that has begun a minute ago; times are minutes from now. */
const schedule = (componentIds: readonly string[], window: Window = {}): Promise<Maintenance> =>
  asCommitted(db, editor.claims, async (sql) => {
    const { from = -1, until = 60, reminders = [1440, 60] } = window;
    const [row] = await sql<Maintenance[]>`
      select * from public.schedule_maintenance(${organizationId}, ${crypto.randomUUID()}, 'Upgrade', 'Of the database', ${minutes(from)}, ${minutes(until)},
        ${[...componentIds]}, starts_automatically => ${window.startsAutomatically ?? true}, ends_automatically => ${window.endsAutomatically ?? true},
        suppresses_alerts => ${window.suppressesAlerts ?? true}, reminder_minutes => ${[...reminders]})`;
    return required(row);
  });

const say = (maintenance: Maintenance, status: string): Promise<Maintenance> =>
  asCommitted(db, editor.claims, async (sql) => {
    const [row] = await sql<Maintenance[]>`
      select * from public.post_maintenance_update(${maintenance.id}, ${crypto.randomUUID()}, ${maintenance.version}, ${status}, 'More.')`;
    return required(row);
  });

const move = (maintenance: Maintenance, from: number, until: number, reminders: readonly number[] | null = null) =>
  asCommitted(db, editor.claims, async (sql) => {
    const [row] = await sql<Maintenance[]>`
      select * from public.edit_maintenance(${maintenance.id}, ${maintenance.version}, 'Upgrade', '', ${minutes(from)}, ${minutes(until)}, '{}',
        reminder_minutes => ${reminders === null ? null : [...reminders]})`;
    return required(row);
  });

const clock = () => db.sql`select private.run_maintenances()`;

/** The window ended a second ago. */
const pass = (maintenance: Maintenance) =>
  db.sql`update public.maintenances set scheduled_for = now() - interval '2 hours', scheduled_until = now() - interval '1 second' where id = ${maintenance.id}`;

async function now(maintenance: Maintenance): Promise<Maintenance> {
  const [row] = await db.sql<Maintenance[]>`select * from public.maintenances where id = ${maintenance.id}`;
  return required(row);
}

const stateOf = (componentId: string) => componentState(db, componentId);

const toldOf = async ({ id }: Maintenance): Promise<string[]> => {
  const rows = await db.sql<{ topic: string }[]>`
    select topic from private.outbox where payload ->> 'maintenance_id' = ${id} order by id`;
  return rows.map(({ topic }) => topic.replace("maintenance.", ""));
};

const onPage = async (): Promise<readonly { id: string; status: string }[]> => {
  const [row] = await db.sql<{ maintenances: { id: string; status: string }[] }[]>`
    select body -> 'maintenances' as maintenances from public.page_snapshots where status_page_id = ${pageId}`;
  return required(row).maintenances;
};

describe("by the clock", () => {
  it("a window begins, its component is under maintenance because of it, and it ends", async () => {
    const component = await shown();
    const planned = await schedule([component]);
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    await clock();
    expect(await stateOf(component)).toEqual({
      status: "under_maintenance",
      cause: "maintenance",
      cause_id: planned.id,
    });
    expect(await onPage()).toContainEqual(expect.objectContaining({ id: planned.id, status: "in_progress" }));
    await pass(planned);
    await clock();
    expect(await stateOf(component)).toMatchObject({ status: "operational", cause: "none" });
    expect((await now(planned)).ended_at).not.toBeNull();
    expect(await toldOf(planned)).toEqual(["scheduled", "started", "completed"]);
    const said = await db.sql`
      select status from public.maintenance_updates where maintenance_id = ${planned.id} order by displayed_at`;
    expect(said.map(({ status }) => status)).toEqual(["in_progress", "completed"]);
  });

  it("two clocks at once start it once", async () => {
    const planned = await schedule([await shown()]);
    await Promise.all([clock(), clock(), clock()]);
    expect(await toldOf(planned)).toEqual(["scheduled", "started"]);
    await say(await now(planned), "completed");
  });

  it("what a person wants to start and end is left alone", async () => {
    const component = await shown();
    const planned = await schedule([component], { startsAutomatically: false, endsAutomatically: false });
    await clock();
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    const running = await say(planned, "in_progress");
    await pass(planned);
    await clock();
    expect(await stateOf(component)).toMatchObject({ status: "under_maintenance" });
    await say(running, "completed");
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
  });

  it("a window that passed while nothing ran is cancelled, and nobody was under maintenance", async () => {
    const component = await shown();
    const planned = await schedule([component]);
    await pass(planned);
    await clock();
    expect(await now(planned)).toMatchObject({ status: "cancelled", started_at: null });
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect(await toldOf(planned)).toEqual(["scheduled", "cancelled"]);
  });

  it("one that fails does not keep the next from beginning", async () => {
    const [broken, fine] = [await schedule([], { from: -5 }), await schedule([])];
    await db.sql.unsafe(`
      create function private.tg_test_fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger _000_fail before insert on public.maintenance_updates for each row when (new.maintenance_id = '${broken.id}') execute function private.tg_test_fail()`);
    await clock();
    await db.sql.unsafe("drop trigger _000_fail on public.maintenance_updates; drop function private.tg_test_fail()");
    expect([(await now(broken)).status, (await now(fine)).status]).toEqual(["scheduled", "in_progress"]);
    await clock();
    for (const each of [broken, fine]) await say(await now(each), "completed");
  });
});

describe("reminders", () => {
  it("go out once each, and not for a time that was over when it was announced", async () => {
    const planned = await schedule([], { from: 90, until: 120, reminders: [1440, 60] });
    await Promise.all([clock(), clock()]);
    expect(await toldOf(planned)).toEqual(["scheduled"]);
    await db.sql`update public.maintenances set scheduled_for = now() + interval '59 minutes' where id = ${planned.id}`;
    await Promise.all([clock(), clock()]);
    await clock();
    expect(await toldOf(planned)).toEqual(["scheduled", "reminder"]);
    await say(await now(planned), "cancelled");
  });

  it("a moved window is told, and reminds again before its new time", async () => {
    const planned = await schedule([], { from: 30, until: 60, reminders: [40] });
    const moved = await move(planned, 300, 360);
    await clock();
    expect(await toldOf(planned)).toEqual(["scheduled", "rescheduled"]);
    await db.sql`update public.maintenances set scheduled_for = now() + interval '39 minutes' where id = ${planned.id}`;
    await clock();
    expect(await toldOf(planned)).toEqual(["scheduled", "rescheduled", "reminder"]);
    await say(await now(moved), "cancelled");
  });

  it("a reminder that is added when its time is over is not sent", async () => {
    const planned = await schedule([], { from: 30, until: 60, reminders: [10] });
    await asCommitted(
      db,
      editor.claims,
      (sql) => sql`
        select public.edit_maintenance(${planned.id}, 1, 'Upgrade', '', ${planned.scheduled_for}, ${planned.scheduled_until}, '{}', reminder_minutes => '{10,60}')`,
    );
    await clock();
    expect(await toldOf(planned)).toEqual(["scheduled"]);
    await say(await now(planned), "cancelled");
  });
});

describe("by hand", () => {
  it("cancelled while it runs, components are free and it cannot go on", async () => {
    const component = await shown();
    const planned = await schedule([component], { from: 60, until: 120 });
    const running = await say(planned, "verifying");
    expect(await stateOf(component)).toMatchObject({ status: "under_maintenance" });
    const cancelled = await say(running, "cancelled");
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect(await toldOf(planned)).toEqual(["scheduled", "started", "cancelled"]);
    await expect(say(cancelled, "in_progress")).rejects.toMatchObject({ code: "HG409", detail: "status" });
    await expect(move(cancelled, 60, 120)).rejects.toMatchObject({ code: "HG409" });
  });

  it("back from verifying it does not begin a second time, and a word after the end does not move the end", async () => {
    const running = await say(await schedule([]), "in_progress");
    const again = await say(await say(running, "verifying"), "in_progress");
    const over = await say(again, "completed");
    const added = await say(over, "completed");
    expect(added.ended_at).toEqual(over.ended_at);
    expect(await toldOf(running)).toEqual(["scheduled", "started", "updated", "updated", "completed", "updated"]);
  });

  it("what was said is corrected without telling anybody again; the page shows it, the audit log keeps the old words", async () => {
    const running = await say(await schedule([await shown()]), "in_progress");
    const [said] = await db.sql<{ id: string; displayed_at: Date }[]>`
      select id, displayed_at from public.maintenance_updates where maintenance_id = ${running.id}`;
    const update = required(said);
    const correct = (body: string, at: Date, version = running.version) =>
      asCommitted(
        db,
        editor.claims,
        (sql) => sql`select version from public.edit_maintenance_update(${update.id}, ${version}, ${body}, ${at})`,
      );
    await expect(correct("", update.displayed_at)).rejects.toMatchObject({ code: "HG422", detail: "body" });
    await expect(correct("Once.", minutes(-10_000_000))).rejects.toMatchObject({
      code: "HG422",
      detail: "displayed_at",
    });
    await expect(correct("Later.", minutes(5))).rejects.toMatchObject({ code: "HG422", detail: "displayed_at" });
    const told = await toldOf(running);
    expect([...(await correct("Corrected.", minutes(-1)))]).toEqual([{ version: running.version + 1 }]);
    await expect(correct("Too late.", minutes(-1))).rejects.toMatchObject({ code: "HG412" });
    expect(await toldOf(running)).toEqual(told);
    const [audited] = await db.sql`
      select before ->> 'body' as before, after ->> 'body' as after from public.audit_events
      where object_id = ${update.id} and action = 'maintenance_updates.update'`;
    expect(audited).toEqual({ before: "More.", after: "Corrected." });
    const [page] = await db.sql<{ slug: string }[]>`select slug from public.status_pages where id = ${pageId}`;
    const [shownAs] = await asCommitted(
      db,
      "anon",
      (sql) => sql<{ updates: { body: string; edited_at: string | null }[] }[]>`
        select updates from public.page_maintenance(${required(page).slug}, ${running.id})`,
    );
    expect(required(shownAs).updates).toMatchObject([{ body: "Corrected.", edited_at: expect.any(String) }]);
  });

  it("deleted it is nowhere and does not begin; brought back it does", async () => {
    const component = await shown();
    const planned = await schedule([component]);
    const remove = (isDeleted: boolean) =>
      asCommitted(db, editor.claims, (sql) => sql`select public.delete_maintenance(${planned.id}, ${isDeleted})`);
    await remove(true);
    await clock();
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect((await onPage()).map(({ id }) => id)).not.toContain(planned.id);
    await remove(false);
    await clock();
    expect(await stateOf(component)).toMatchObject({ status: "under_maintenance" });
    await say(await now(planned), "completed");
  });

  it("of components there are at most five hundred, each once", async () => {
    const component = await shown();
    const planned = await schedule([]);
    const refusal = { code: "HG422", detail: "component_ids" };
    const ids = Array.from({ length: 501 }, () => crypto.randomUUID());
    for (const components of [ids, [component, component]]) {
      await expect(schedule(components)).rejects.toMatchObject(refusal);
      const edited = db.as(
        editor.claims,
        (sql) =>
          sql`select public.edit_maintenance(${planned.id}, 1, 'Upgrade', '', ${minutes(60)}, ${minutes(90)}, ${[...components]})`,
      );
      await expect(edited).rejects.toMatchObject(refusal);
      const repeated = db.as(
        editor.claims,
        (sql) =>
          sql`select public.save_maintenance_series(${organizationId}, null, 'FREQ=WEEKLY', 'UTC', localtimestamp, 60, 'Weekly', component_ids => ${[...components]})`,
      );
      await expect(repeated).rejects.toMatchObject(refusal);
    }
  });

  it("of two people who write at once the second is told", async () => {
    const planned = await schedule([]);
    const results = await Promise.allSettled([say(planned, "in_progress"), say(planned, "cancelled")]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "HG412" } });
  });
});

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
