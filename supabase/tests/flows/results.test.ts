import { beforeAll, describe, expect, it } from "vitest";
import { componentStatus, makeWatched, reportSamples, type Sample } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import {
  type MonitorOptions,
  makeComponent,
  makeMonitor,
  makeOrganization,
  makeProbe,
  required,
} from "../helpers/world.ts";

let db: TestDatabase;
let organizationId: string;
let probeId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  organizationId = await makeOrganization(db, await db.createUser());
  probeId = await makeProbe(db);
});

const report = (samples: readonly Sample[]) => reportSamples(db, probeId, samples);
const watched = (options?: MonitorOptions) => makeWatched(db, organizationId, options);

const isDown = [{ status: "major_outage", conditions: [{ metric: "up", operator: "eq", value: false }] }];
const isDownOrSlow = [
  ...isDown,
  { status: "degraded_performance", conditions: [{ metric: "latency_ms", operator: "gt", value: 500 }] },
];

let clock = Date.now() - 3_600_000;
/** Times a second apart, an hour ago: in the past, and each later than the one before. */
function next(): Date {
  clock += 1000;
  return new Date(clock);
}

describe("report_results", () => {
  it("counts a batch sent twice once", async () => {
    const { scheduleId } = await watched();
    const batch = [
      { scheduleId, at: next() },
      { scheduleId, at: next() },
    ];
    expect(await report(batch)).toEqual({ accepted: 2, duplicates: 0, rejected: 0 });
    expect(await report(batch)).toEqual({ accepted: 0, duplicates: 2, rejected: 0 });
    const [hourly] =
      await db.sql`select sum(checks)::int as checks from private.check_rollups where schedule_id = ${scheduleId}`;
    expect(hourly).toEqual({ checks: 2 });
  });

  it("counts a result that is twice in one batch once", async () => {
    const { scheduleId } = await watched();
    const at = next();
    expect(
      await report([
        { scheduleId, at },
        { scheduleId, at },
      ]),
    ).toEqual({ accepted: 1, duplicates: 1, rejected: 0 });
    const [row] =
      await db.sql`select sum(checks)::int as checks from private.check_rollups where schedule_id = ${scheduleId}`;
    expect(row).toEqual({ checks: 1 });
  });

  it("puts a late result into its own hour and leaves the newer status alone", async () => {
    const { componentId, scheduleId } = await watched({ criteria: isDown });
    const late = new Date(Date.now() - 5 * 3_600_000);
    await report([{ scheduleId, at: next() }]);
    await report([{ scheduleId, at: late, up: false }]);
    expect(await componentStatus(db, componentId)).toBe("operational");
    const rows = await db.sql<{ hour: Date; failures: number }[]>`
      select hour, failures from private.check_rollups where schedule_id = ${scheduleId} order by hour`;
    expect(rows.map((row) => row.failures)).toEqual([1, 0]);
    expect(rows[0]?.hour.getTime()).toBe(Math.floor(late.getTime() / 3_600_000) * 3_600_000);
  });

  it("keeps the running hour beside the state and books it when the next begins, whatever arrives late", async () => {
    const { scheduleId } = await watched();
    const hourMs = 3_600_000;
    const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
    const at = (hoursAgo: number, second: number) => new Date(thisHour - hoursAgo * hourMs + second * 1000);
    await report([
      { scheduleId, at: at(3, 1), latencyMs: 10 },
      { scheduleId, at: at(3, 2), latencyMs: 700 },
    ]);
    await report([
      { scheduleId, at: at(2, 1), up: false },
      { scheduleId, at: at(1, 5), latencyMs: 30 },
    ]);
    await report([
      { scheduleId, at: at(3, 9), latencyMs: 20 },
      { scheduleId, at: at(1, 3), latencyMs: 40 },
    ]);
    const rows = await db.sql<{ hour: Date; checks: number; failures: number; max: number; entries: number }[]>`
      select hour, checks, failures, latency_max_ms::float as max, (select sum(n)::int from unnest(latency_buckets) n) as entries
      from private.check_rollups where schedule_id = ${scheduleId} order by hour`;
    expect(rows.map(({ hour, ...rest }) => ({ hoursAgo: (thisHour - hour.getTime()) / hourMs, ...rest }))).toEqual([
      { hoursAgo: 3, checks: 3, failures: 0, max: 700, entries: 3 },
      { hoursAgo: 2, checks: 1, failures: 1, max: 0, entries: 0 },
      { hoursAgo: 1, checks: 2, failures: 0, max: 40, entries: 2 },
    ]);
    const [daily] =
      await db.sql`select sum(checks)::int as checks from private.check_rollups_daily where schedule_id = ${scheduleId}`;
    expect(daily).toEqual({ checks: 4 });
  });

  it("replays what one batch holds of one monitor in the order it happened, whatever the order sent", async () => {
    const { componentId, scheduleId } = await watched({ criteria: isDown });
    await db.sql`update public.components set status_since = now() - interval '2 hours' where id = ${componentId}`;
    await db.sql`update public.status_events set started_at = now() - interval '2 hours' where component_id = ${componentId}`;
    await db.sql`update public.monitors set status_since = now() - interval '2 hours' where component_id = ${componentId}`;
    const [first, second, third] = [next(), next(), next()];
    await report([
      { scheduleId, at: third },
      { scheduleId, at: first },
      { scheduleId, at: second, up: false },
    ]);
    const events = await db.sql<{ status: string; started_at: Date; ended_at: Date | null }[]>`
      select status, started_at, ended_at from public.status_events where component_id = ${componentId} order by started_at`;
    expect(
      events.slice(-3).map((event) => [event.status, event.started_at.getTime(), event.ended_at?.getTime() ?? null]),
    ).toEqual([
      ["operational", first.getTime(), second.getTime()],
      ["major_outage", second.getTime(), third.getTime()],
      ["operational", third.getTime(), null],
    ]);
  });

  it("rejects what is older than the raw results kept, from the future, or of no monitor, and keeps the rest", async () => {
    const { scheduleId } = await watched();
    const receipt = await report([
      { scheduleId, at: new Date(Date.now() - 9 * 86_400_000) },
      { scheduleId, at: new Date(Date.now() + 300_000) },
      { scheduleId: 2_000_000_000, at: next() },
      { scheduleId, at: next() },
    ]);
    expect(receipt).toEqual({ accepted: 1, duplicates: 0, rejected: 3 });
  });

  it("refuses more than 1000 results and an unknown probe", async () => {
    const call = (id: string, results: object[]) =>
      db.as(
        "service_role",
        (sql) => sql`select * from public.report_results(${id}, ${sql.json(results.map((entry) => ({ ...entry })))})`,
      );
    await expect(
      call(
        probeId,
        Array.from({ length: 1001 }, () => ({})),
      ),
    ).rejects.toMatchObject({ code: "HG422", detail: "results" });
    await expect(call(crypto.randomUUID(), [])).rejects.toMatchObject({ code: "HG404" });
  });

  it("two reporters of one monitor at once: every result once, the newest decides", async () => {
    const { componentId, scheduleId } = await watched({ criteria: isDown });
    const times = Array.from({ length: 20 }, next);
    const last = next();
    await Promise.all([
      ...times.map((at) => report([{ scheduleId, at }])),
      ...times.map((at) => report([{ scheduleId, at }])),
      report([{ scheduleId, at: last, up: false }]),
    ]);
    const [count] =
      await db.sql`select count(*)::int as results from private.check_results where schedule_id = ${scheduleId}`;
    expect(count).toEqual({ results: 21 });
    expect(await componentStatus(db, componentId)).toBe("major_outage");
  });

  it("two monitors of one component reported at once: the worst of both holds", async () => {
    const componentId = await makeComponent(db, organizationId);
    const one = await makeMonitor(db, organizationId, componentId, { criteria: isDownOrSlow });
    const two = await makeMonitor(db, organizationId, componentId, { criteria: isDownOrSlow });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        report([{ scheduleId: required(one.scheduleIds[0]), at: next(), up: false }]),
        report([{ scheduleId: required(two.scheduleIds[0]), at: next(), latencyMs: 900 }]),
      ]);
      expect(await componentStatus(db, componentId)).toBe("major_outage");
      await Promise.all([
        report([{ scheduleId: required(one.scheduleIds[0]), at: next() }]),
        report([{ scheduleId: required(two.scheduleIds[0]), at: next() }]),
      ]);
      expect(await componentStatus(db, componentId)).toBe("operational");
    }
  });

  it("an inconclusive check is unknown, never down", async () => {
    const { componentId, scheduleId } = await watched({ criteria: isDown });
    await report([{ scheduleId, at: next() }]);
    await report([{ scheduleId, at: next(), up: false, inconclusive: true }]);
    expect(await componentStatus(db, componentId)).toBe("unknown");
  });

  it("a failed check that no rule names is a major outage", async () => {
    const { componentId, scheduleId } = await watched({ criteria: [] });
    await report([{ scheduleId, at: next(), up: false }]);
    expect(await componentStatus(db, componentId)).toBe("major_outage");
  });
});
