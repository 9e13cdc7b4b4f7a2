import { beforeAll, describe, expect, it } from "vitest";
import { makeWatched, reportResults } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { type MonitorOptions, makeComponent, makeOrganization, makeProbe, required } from "../helpers/world.ts";

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

interface Sample {
  readonly scheduleId: number;
  readonly secondsAgo: number;
  readonly latencyMs: number | null;
}

const report = (samples: readonly Sample[]) =>
  reportResults(
    db,
    probeId,
    samples.map(({ scheduleId, secondsAgo, latencyMs }) => ({
      schedule_id: scheduleId,
      checked_at: new Date(Date.now() - secondsAgo * 1000).toISOString(),
      up: latencyMs !== null,
      latency_ms: latencyMs,
    })),
  );

const watched = (options?: MonitorOptions, componentId?: string) =>
  makeWatched(db, organizationId, options, componentId);

describe("p95 of the last five minutes, by component and region", () => {
  const p95 = (componentId: string) =>
    db.as(admin.claims, async (sql) => {
      const rows = await sql<{ p95: number | null }[]>`
        select p95_ms::float as p95 from public.region_overview(${organizationId}) where component_id = ${componentId}`;
      return rows.map((row) => row.p95);
    });
  const series = (scheduleId: number, from: number, step: number, latencies: readonly (number | null)[]): Sample[] =>
    latencies.map((latencyMs, index) => ({ scheduleId, secondsAgo: from - index * step, latencyMs }));

  it("is that of the results that make five minutes; older ones have left", async () => {
    const { componentId, scheduleId } = await watched({ intervalSeconds: 60 });
    await report(series(scheduleId, 600, 60, [900, 900, 900, 900, 900]));
    await report(series(scheduleId, 290, 60, [10, 20, 30, 40, 50]));
    expect(await p95(componentId)).toEqual([48]);
  });

  it("is nothing after five minutes without results, and starts anew after a gap", async () => {
    const { componentId, scheduleId } = await watched({ intervalSeconds: 60 });
    await report(series(scheduleId, 1200, 60, [700, 700]));
    expect(await p95(componentId)).toEqual([null]);
    await report(series(scheduleId, 10, 60, [20]));
    expect(await p95(componentId)).toEqual([20]);
  });

  it("a monitor that looks less often than that shows its last result", async () => {
    const { componentId, scheduleId } = await watched({ intervalSeconds: 3600 });
    await report(series(scheduleId, 1800, 60, [33]));
    expect(await p95(componentId)).toEqual([33]);
  });

  it("failed checks without a time push old times out", async () => {
    const { componentId, scheduleId } = await watched({ intervalSeconds: 60 });
    await report(series(scheduleId, 290, 30, [80, null, null, null, null, null]));
    expect(await p95(componentId)).toEqual([null]);
  });

  it("takes all monitors of a component in a region together, paused ones apart", async () => {
    const one = await watched({ intervalSeconds: 60 });
    const two = await watched({ intervalSeconds: 60 }, one.componentId);
    await report([...series(one.scheduleId, 60, 30, [10, 20]), ...series(two.scheduleId, 60, 30, [30, 110])]);
    const [together] = await p95(one.componentId);
    expect(together).toBeCloseTo(98, 3);
    await db.sql`update public.monitors set paused_at = now() where id = ${two.monitorId}`;
    expect((await p95(one.componentId)).every((value) => value === 19.5)).toBe(true);
  });

  it("a late result does not count, and never more than 100 are kept", async () => {
    const { scheduleId } = await watched({ intervalSeconds: 1 });
    await report(
      series(
        scheduleId,
        290,
        1,
        Array.from({ length: 280 }, (_, index) => index),
      ),
    );
    await report([{ scheduleId, secondsAgo: 300, latencyMs: 5000 }]);
    const [row] = await db.sql`
      select cardinality(recent_latencies_ms) as n, recent_latencies_ms[1] as first, recent_latencies_ms[100] as last
      from private.region_states where schedule_id = ${scheduleId}`;
    expect(row).toEqual({ n: 100, first: 180, last: 279 });
  });
});

describe("p95 of the last 24 hours, by component", () => {
  const latencies = (as: TestUser) =>
    db.as(as.claims, (sql) => sql`select component_id, p95_ms from public.component_latencies(${organizationId})`);

  it("is there for components on no page as well, and goes when nothing is measured any more", async () => {
    const { componentId, scheduleId } = await watched();
    await report([{ scheduleId, secondsAgo: 5, latencyMs: 100 }]);
    await db.sql`select private.refresh_figures()`;
    const own = async () => (await latencies(admin)).filter((row) => row["component_id"] === componentId);
    const [figure] = await own();
    expect(figure?.["p95_ms"]).toBeGreaterThan(80);
    expect(figure?.["p95_ms"]).toBeLessThanOrEqual(120);
    await db.sql`update private.region_states set hour = now() - interval '2 days' where schedule_id = ${scheduleId}`;
    await db.sql`select private.refresh_figures()`;
    expect(await own()).toEqual([]);
  });

  it("is for members", async () => {
    await expect(latencies(await db.createUser())).rejects.toMatchObject({ code: "HG403" });
  });
});

describe("the last 24 hours, by component", () => {
  const hoursOf = (componentId: string) =>
    db.as(admin.claims, async (sql) => {
      const [row] = await sql<{ statuses: string; uptime: number | null }[]>`
        select statuses, uptime::float from public.component_hours(${organizationId}) where component_id = ${componentId}`;
      return required(row);
    });

  /** A component with these intervals, in hours before now. */
  async function ledger(intervals: ReadonlyArray<readonly [status: string, from: number, to: number | null]>) {
    const componentId = await makeComponent(db, organizationId);
    await db.sql`delete from public.status_events where component_id = ${componentId}`;
    for (const [status, from, to] of intervals) {
      await db.sql`
        insert into public.status_events (organization_id, component_id, status, cause, started_at, ended_at)
        values (${organizationId}, ${componentId}, ${status}, 'monitor', now() - ${from} * interval '1 hour', now() - ${to}::float * interval '1 hour')`;
    }
    return componentId;
  }

  it.each<[name: string, intervals: Parameters<typeof ledger>[0], statuses: string, uptime: number | null]>([
    ["before the first interval there is no data", [["operational", 1.5, null]], `${"u".repeat(22)}oo`, 100],
    [
      "the worst that held in an hour counts, however short",
      [
        ["operational", 30, 1.5],
        ["major_outage", 1.5, 1.4],
        ["operational", 1.4, null],
      ],
      `${"o".repeat(22)}mo`,
      99.583,
    ],
    [
      "missing data never hides what was known in the same hour",
      [
        ["operational", 0.9, 0.5],
        ["unknown", 0.5, null],
      ],
      `${"u".repeat(23)}o`,
      100,
    ],
    [
      "what ended before is not told",
      [
        ["major_outage", 60, 30],
        ["operational", 30, null],
      ],
      "o".repeat(24),
      100,
    ],
    ["maintenance is shown and not counted", [["under_maintenance", 30, null]], "w".repeat(24), null],
    ["nothing known is no figure", [["unknown", 30, null]], "u".repeat(24), null],
  ])("%s", async (_, intervals, statuses, uptime) => {
    const hours = await hoursOf(await ledger(intervals));
    expect(hours.statuses).toBe(statuses);
    if (uptime === null) expect(hours.uptime).toBeNull();
    else expect(hours.uptime).toBeCloseTo(uptime, 1);
  });

  it("reaches the intervals by an index, however long the ledger is", async () => {
    const plan = await db.transaction(async (sql) => {
      await sql`set local enable_seqscan = off`;
      const rows = await sql`
        explain select 1 from public.status_events e
        where e.component_id = any (array[${crypto.randomUUID()}]::uuid[])
          and coalesce(e.ended_at, 'infinity'::timestamptz) > now() - interval '24 hours'`;
      return rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    });
    expect(plan).toContain("status_events_until_idx");
  });
});

describe("latency over time", () => {
  const series = (componentId: string, hours: number) =>
    db.as(
      admin.claims,
      (sql) => sql<{ checks: number; failures: number; p50: number; p95: number; p99: number }[]>`
        select checks, failures, p50_ms::float as p50, p95_ms::float as p95, p99_ms::float as p99
        from public.latency_series(${componentId}, ${hours}) order by at`,
    );

  it("rollups say what raw results say, as far as their buckets are fine", async () => {
    const { componentId, scheduleId } = await watched({ intervalSeconds: 5 });
    const hour = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;
    const at = (second: number) => Math.floor(Date.now() / 1000) - hour - second;
    const latencies = Array.from({ length: 100 }, (_, index) => 100 + index);
    await report(latencies.map((latencyMs, index) => ({ scheduleId, secondsAgo: at(index), latencyMs })));
    await report([{ scheduleId, secondsAgo: at(150), latencyMs: null }]);
    const [hourly] = await series(componentId, 24);
    expect(hourly).toMatchObject({ checks: 101, failures: 1 });
    // Buckets end at 100, 120, 150, 200 ms.
    expect(required(hourly).p50).toBeCloseTo(150, -1);
    expect(required(hourly).p95).toBeCloseTo(195, -1);
    expect(required(hourly).p99).toBeCloseTo(199, -1);
    const raw = await series(componentId, 6);
    expect(raw.reduce((sum, { checks }) => sum + checks, 0)).toBe(101);
    expect(required(raw[0]).p50).toBeCloseTo(149.5, 1);
  });

  it("covers 1 to 720 hours", async () => {
    const { componentId } = await watched();
    for (const hours of [0, 721]) await expect(series(componentId, hours)).rejects.toMatchObject({ code: "HG422" });
    expect(await series(componentId, 720)).toEqual([]);
  });
});

it("bars say the uptime of all their days together, by the length of each", async () => {
  const componentId = await makeComponent(db, organizationId);
  await db.sql`delete from public.status_events where component_id = ${componentId}`;
  await db.sql`
    insert into public.status_events (organization_id, component_id, status, cause, started_at, ended_at) values
    (${organizationId}, ${componentId}, 'operational', 'none', now() - interval '48 hours', now() - interval '1 hour'),
    (${organizationId}, ${componentId}, 'major_outage', 'none', now() - interval '1 hour', null)`;
  const rows = await db.as(
    admin.claims,
    (sql) => sql<{ period_uptime: string }[]>`
      select period_uptime from public.component_bars(${organizationId}, ${componentId}, 'UTC', 5)`,
  );
  // 47 of 48 hours, cut to three digits.
  expect(new Set(rows.map((row) => Number(row.period_uptime)))).toEqual(new Set([97.916]));
});

it("bars refuse a zone that is none", async () => {
  const bars = (zone: string | null) =>
    db.as(
      admin.claims,
      (sql) => sql`select day from public.component_bars(${organizationId}, time_zone => ${zone}::text)`,
    );
  await expect(bars("Europe/Atlantis")).rejects.toMatchObject({ code: "HG422", detail: "time_zone" });
  await expect(bars(null)).rejects.toMatchObject({ code: "HG422" });
  await bars("Europe/Berlin");
});
