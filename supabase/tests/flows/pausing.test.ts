import { beforeAll, describe, expect, it } from "vitest";
import { componentState, makeWatched, reportResults, type Watched } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeOrganization, makeProbe } from "../helpers/world.ts";

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

const watched = (componentId?: string) => makeWatched(db, organizationId, {}, componentId);

const report = ({ scheduleId }: Watched, up: boolean, at = new Date()) =>
  reportResults(db, probeId, [
    { schedule_id: scheduleId, checked_at: at.toISOString(), up, latency_ms: up ? 20 : null },
  ]);

const pause = ({ monitorId }: Watched, isPaused: boolean) =>
  asCommitted(
    db,
    admin.claims,
    (sql) =>
      sql`update public.monitors set paused_at = case when ${isPaused} then now() end where id = ${monitorId} returning id`,
  );

const stateOf = (componentId: string) => componentState(db, componentId);

/** What the dashboard is told of each monitor. */
const overview = (componentId: string) =>
  asCommitted(db, admin.claims, async (sql) => [
    ...(await sql`
      select status, verdict, reason from public.region_overview(${organizationId}) where component_id = ${componentId}`),
  ]);

describe("a component whose monitors are all paused", () => {
  it("is unknown because of the pause, until it is resumed and a result has come", async () => {
    const one = await watched();
    await report(one, true);
    expect(await stateOf(one.componentId)).toMatchObject({ status: "operational" });

    await pause(one, true);
    expect(await stateOf(one.componentId)).toEqual({ status: "unknown", cause: "monitor", cause_id: one.monitorId });
    expect(await overview(one.componentId)).toEqual([{ status: "unknown", verdict: "unknown", reason: "paused" }]);

    await pause(one, false);
    expect(await stateOf(one.componentId)).toMatchObject({ status: "unknown", cause: "monitor" });
    expect(await overview(one.componentId)).toMatchObject([{ reason: "waiting_for_first_result" }]);
    await report(one, true);
    expect(await stateOf(one.componentId)).toMatchObject({ status: "operational" });
  });

  it("keeps what the team pinned", async () => {
    const one = await watched();
    await pause(one, true);
    await db.sql`update public.components set manual_status = 'partial_outage' where id = ${one.componentId}`;
    expect(await stateOf(one.componentId)).toMatchObject({ status: "partial_outage", cause: "manual" });
  });

  it("is unknown from the start when its monitor is created paused", async () => {
    const componentId = await makeComponent(db, organizationId);
    await db.sql`
      insert into public.monitors (organization_id, component_id, name, kind, region_ids, paused_at)
      values (${organizationId}, ${componentId}, 'Later', 'http', '{local}', now())`;
    expect(await stateOf(componentId)).toMatchObject({ status: "unknown", cause: "monitor" });
    expect(await overview(componentId)).toMatchObject([{ reason: "paused" }]);
  });
});

it("with one of two monitors paused the other decides", async () => {
  const one = await watched();
  const two = await watched(one.componentId);
  await report(one, false);
  await report(two, true);
  expect(await stateOf(one.componentId)).toMatchObject({ status: "major_outage", cause_id: one.monitorId });
  await pause(one, true);
  expect(await stateOf(one.componentId)).toMatchObject({ status: "operational", cause_id: two.monitorId });
});

it("a result that was on its way when the pause began is booked, but does not speak", async () => {
  const one = await watched();
  await report(one, true, new Date(Date.now() - 5_000));
  await pause(one, true);
  await report(one, false);
  expect(await stateOf(one.componentId)).toMatchObject({ status: "unknown" });
  expect(await overview(one.componentId)).toEqual([{ status: "unknown", verdict: "unknown", reason: "paused" }]);
  const [booked] =
    await db.sql`select count(*)::int as n from private.check_results where schedule_id = ${one.scheduleId}`;
  expect(booked).toEqual({ n: 2 });
  await pause(one, false);
  await report(one, true);
  expect(await stateOf(one.componentId)).toMatchObject({ status: "operational" });
});

it("a pause is in no uptime: neither up nor down", async () => {
  const one = await watched();
  await pause(one, true);
  await db.sql`
    insert into public.status_events (organization_id, component_id, status, cause, started_at, ended_at) values
      (${organizationId}, ${one.componentId}, 'operational', 'monitor', now() - interval '3 hours', now() - interval '2 hours'),
      (${organizationId}, ${one.componentId}, 'major_outage', 'monitor', now() - interval '2 hours', now() - interval '1 hour'),
      (${organizationId}, ${one.componentId}, 'unknown', 'monitor', now() - interval '1 hour', now() - interval '1 second')`;
  const [day] = await db.as(
    admin.claims,
    (sql) => sql`select uptime::float from public.component_uptime(${one.componentId}) where range_days = 1`,
  );
  expect(day).toEqual({ uptime: 50 });
});
