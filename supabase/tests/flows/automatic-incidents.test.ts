import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeMonitor, makeOrganization, makeProbe, required } from "../helpers/world.ts";

let db: TestDatabase;
let admin: TestUser;
let organizationId: string;
let probeId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = await db.createUser();
  organizationId = await makeOrganization(db, admin);
  probeId = await makeProbe(db);
});

interface Watched {
  readonly componentId: string;
  readonly monitors: ReadonlyArray<{ readonly id: string; readonly scheduleId: number }>;
}

/** A component with monitors whose failures open incidents in this way. */
async function watched(automation: "off" | "draft" | "publish", count = 1, componentId?: string): Promise<Watched> {
  const id = componentId ?? (await makeComponent(db, organizationId));
  const monitors: Array<{ id: string; scheduleId: number }> = [];
  for (let n = 0; n < count; n += 1) {
    const monitor = await makeMonitor(db, organizationId, id);
    await db.sql`update public.monitors set automation = ${automation} where id = ${monitor.id}`;
    monitors.push({ id: monitor.id, scheduleId: required(monitor.scheduleIds[0]) });
  }
  return { componentId: id, monitors };
}

let clock = Date.now() - 600_000;

/** Reports one check of each monitor given, all in one batch. */
async function report(...checks: ReadonlyArray<readonly [Watched, boolean, number?]>): Promise<void> {
  clock += 1000;
  const results = checks.flatMap(([{ monitors }, up, only]) =>
    monitors
      .filter((_, index) => only === undefined || index === only)
      .map(({ scheduleId }) => ({
        schedule_id: scheduleId,
        checked_at: new Date(clock).toISOString(),
        up,
        latency_ms: 5,
      })),
  );
  await asCommitted(
    db,
    "service_role",
    (sql) => sql`select * from public.report_results(${probeId}, ${sql.json(results)})`,
  );
}

interface Opened {
  readonly id: string;
  readonly status: string;
  readonly impact: string;
  readonly is_draft: boolean;
  readonly topics: string[];
}

const incidentsOf = async (componentId: string): Promise<Opened[]> => [
  ...(await db.sql<Opened[]>`
    select i.id, i.status, i.impact, i.published_at is null as is_draft,
      array(select o.topic from private.outbox o where o.payload ->> 'incident_id' = i.id::text order by o.id) as topics
    from public.incidents i where i.monitored_component_id = ${componentId} order by i.created_at`),
];

const post = (incidentId: string, status: string) =>
  asCommitted(
    db,
    admin.claims,
    (sql) => sql`
    select public.post_incident_update(i.id, gen_random_uuid(), i.version, ${status}, 'A person.') from public.incidents i where i.id = ${incidentId}`,
  );

describe("monitors open incidents", () => {
  it("none where automation is off", async () => {
    const one = await watched("off");
    await report([one, true]);
    await report([one, false]);
    expect(await incidentsOf(one.componentId)).toEqual([]);
  });

  it("one for a component however many fail, closed when all work again", async () => {
    const one = await watched("publish", 3);
    await report([one, true]);
    await report([one, false, 0]);
    await report([one, false]);
    expect(await incidentsOf(one.componentId)).toMatchObject([
      { status: "investigating", impact: "critical", is_draft: false, topics: ["incident.declared"] },
    ]);
    const [component] = await db.sql`select status, status_cause from public.components where id = ${one.componentId}`;
    expect(component).toEqual({ status: "major_outage", status_cause: "incident" });
    await report([one, true, 0], [one, true, 1]);
    expect(await incidentsOf(one.componentId)).toMatchObject([{ status: "investigating" }]);
    await report([one, true]);
    expect(await incidentsOf(one.componentId)).toMatchObject([
      { status: "resolved", topics: ["incident.declared", "incident.resolved"] },
    ]);
    const events =
      await db.sql`select status from public.status_events where component_id = ${one.componentId} and ended_at is null`;
    expect([...events]).toEqual([{ status: "operational" }]);
    await report([one, false]);
    expect(await incidentsOf(one.componentId)).toHaveLength(2);
  });

  it("two monitors that fail in two transactions at once open one", async () => {
    const one = await watched("publish", 2);
    await report([one, true]);
    await Promise.all([report([one, false, 0]), report([one, false, 1])]);
    expect(await incidentsOf(one.componentId)).toHaveLength(1);
  });

  it("as drafts they change nothing and tell nobody", async () => {
    const one = await watched("draft");
    await report([one, true]);
    await report([one, false]);
    expect(await incidentsOf(one.componentId)).toMatchObject([{ is_draft: true, topics: [] }]);
    const [component] = await db.sql`select status_cause from public.components where id = ${one.componentId}`;
    expect(component).toEqual({ status_cause: "monitor" });
    await report([one, true]);
    expect(await incidentsOf(one.componentId)).toMatchObject([{ is_draft: true, status: "resolved", topics: [] }]);
  });

  it("what a person took over they close", async () => {
    const one = await watched("publish");
    await report([one, true]);
    await report([one, false]);
    const { id } = required((await incidentsOf(one.componentId))[0]);
    await post(id, "identified");
    await report([one, true]);
    await report([one, false]);
    expect(await incidentsOf(one.componentId)).toMatchObject([{ id, status: "identified" }]);
    await post(id, "resolved");
    expect(await incidentsOf(one.componentId)).toMatchObject([{ status: "resolved" }]);
  });

  it("none beside one that a person declared for the component", async () => {
    const one = await watched("publish");
    await report([one, true]);
    await asCommitted(
      db,
      admin.claims,
      (sql) => sql`
      select public.declare_incident(${organizationId}, null, null, 'By hand', 'investigating', 'x',
        ${sql.json([{ component_id: one.componentId, status: "degraded_performance" }])})`,
    );
    await report([one, false]);
    expect(await incidentsOf(one.componentId)).toEqual([]);
  });
});

describe("silence", () => {
  it("a component's failure is no news while what it depends on is out, and is when that works again", async () => {
    const [parent, child] = [await watched("off"), await watched("publish")];
    await db.sql`
      insert into public.component_dependencies (component_id, depends_on_id, organization_id)
      values (${child.componentId}, ${parent.componentId}, ${organizationId})`;
    await report([parent, true], [child, true]);
    await report([parent, false], [child, false]);
    expect(await incidentsOf(child.componentId)).toEqual([]);
    const [component] = await db.sql`select status from public.components where id = ${child.componentId}`;
    expect(component).toEqual({ status: "major_outage" });
    await report([parent, true]);
    expect(await incidentsOf(child.componentId)).toMatchObject([{ status: "investigating" }]);
  });

  it("of a maintenance ends with it", async () => {
    const one = await watched("publish");
    await report([one, true]);
    const id = crypto.randomUUID();
    await asCommitted(db, admin.claims, async (sql) => {
      await sql`
        select public.schedule_maintenance(${organizationId}, ${id}, 'Upgrade', '', now() - interval '1 minute', now() + interval '1 hour',
          array[${one.componentId}]::uuid[])`;
    });
    await db.sql`select private.run_maintenances()`;
    await report([one, false]);
    const [during] = await db.sql`select status, status_cause from public.components where id = ${one.componentId}`;
    expect(during).toEqual({ status: "under_maintenance", status_cause: "maintenance" });
    expect(await incidentsOf(one.componentId)).toEqual([]);
    await db.sql`update public.maintenances set scheduled_for = now() - interval '2 hours', scheduled_until = now() - interval '1 second' where id = ${id}`;
    await db.sql`select private.run_maintenances()`;
    await db.sql`select private.follow_all_monitors()`;
    expect(await incidentsOf(one.componentId)).toMatchObject([{ status: "investigating" }]);
  });
});
