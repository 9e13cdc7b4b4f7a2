import { describe, expect, it } from "vitest";
import { asCommitted, required } from "../helpers/world.ts";
import {
  db,
  editor,
  type Maintenance,
  minutes,
  move,
  now,
  onPage,
  organizationId,
  pageId,
  prepareMaintenance,
  say,
  schedule,
  shown,
  stateOf,
  toldOf,
} from "./maintenance-support.ts";

prepareMaintenance();

const clock = () => db.sql`select private.run_maintenances()`;

/** The window ended a second ago. */
const pass = (maintenance: Maintenance) =>
  db.sql`update public.maintenances set scheduled_for = now() - interval '2 hours', scheduled_until = now() - interval '1 second' where id = ${maintenance.id}`;

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
