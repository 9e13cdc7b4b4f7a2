import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeMonitor, makeOrganization, makeProbe, required } from "../helpers/world.ts";

let db: TestDatabase;
let organizationId: string;
let probeId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  organizationId = await makeOrganization(db, await db.createUser());
  probeId = await makeProbe(db);
});

interface Sample {
  readonly scheduleId: number;
  readonly at: Date;
  readonly up?: boolean;
  readonly latencyMs?: number | null;
  readonly statusCode?: number;
  readonly metrics?: Readonly<Record<string, string | number | boolean>>;
  readonly inconclusive?: boolean;
}

async function report(samples: readonly Sample[]): Promise<{ accepted: number; duplicates: number; rejected: number }> {
  const results = samples.map(
    ({ scheduleId, at, up = true, latencyMs = 20, statusCode = 200, metrics, inconclusive }) => ({
      schedule_id: scheduleId,
      checked_at: at.toISOString(),
      up,
      latency_ms: up ? latencyMs : null,
      status_code: up ? statusCode : null,
      reason: up ? null : "timeout",
      timings: up ? { dns: 1, connect: 2, tls: null, first_byte: 10 } : null,
      metrics: metrics === undefined ? null : { ...metrics },
      ...(inconclusive && { inconclusive }),
    }),
  );
  return asCommitted(db, "service_role", async (sql) => {
    const [row] = await sql<{ accepted: number; duplicates: number; rejected: number }[]>`
      select * from public.report_results(${probeId}, ${sql.json(results)})`;
    return required(row);
  });
}

async function componentStatus(componentId: string): Promise<string> {
  const [row] = await db.sql<{ status: string }[]>`select status from public.components where id = ${componentId}`;
  return required(row).status;
}

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

async function watched(
  options: Parameters<typeof makeMonitor>[3] = {},
): Promise<{ componentId: string; monitorId: string; scheduleId: number }> {
  const componentId = await makeComponent(db, organizationId);
  const monitor = await makeMonitor(db, organizationId, componentId, options);
  return { componentId, monitorId: monitor.id, scheduleId: required(monitor.scheduleIds[0]) };
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
    expect(await componentStatus(componentId)).toBe("operational");
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
    expect(await componentStatus(componentId)).toBe("major_outage");
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
      expect(await componentStatus(componentId)).toBe("major_outage");
      await Promise.all([
        report([{ scheduleId: required(one.scheduleIds[0]), at: next() }]),
        report([{ scheduleId: required(two.scheduleIds[0]), at: next() }]),
      ]);
      expect(await componentStatus(componentId)).toBe("operational");
    }
  });

  it("an inconclusive check is unknown, never down", async () => {
    const { componentId, scheduleId } = await watched({ criteria: isDown });
    await report([{ scheduleId, at: next() }]);
    await report([{ scheduleId, at: next(), up: false, inconclusive: true }]);
    expect(await componentStatus(componentId)).toBe("unknown");
  });

  it("a failed check that no rule names is a major outage", async () => {
    const { componentId, scheduleId } = await watched({ criteria: [] });
    await report([{ scheduleId, at: next(), up: false }]);
    expect(await componentStatus(componentId)).toBe("major_outage");
  });
});

describe("criteria", () => {
  const rule = (condition: object) => [{ status: "partial_outage", conditions: [condition] }];
  const cases: ReadonlyArray<readonly [string, object, Partial<Sample>, boolean]> = [
    ["latency above the limit", { metric: "latency_ms", operator: "gt", value: 500 }, { latencyMs: 500.5 }, true],
    [
      "latency equal to the limit is not above it",
      { metric: "latency_ms", operator: "gt", value: 500 },
      { latencyMs: 500 },
      false,
    ],
    [
      "latency equal to the limit is at least it",
      { metric: "latency_ms", operator: "gte", value: 500 },
      { latencyMs: 500 },
      true,
    ],
    ["status code is", { metric: "status_code", operator: "eq", value: 404 }, { statusCode: 404 }, true],
    ["status code is not", { metric: "status_code", operator: "ne", value: 200 }, { statusCode: 200 }, false],
    [
      "body contains",
      { metric: "body", operator: "contains", value: "down" },
      { metrics: { "body.contains:down": true } },
      true,
    ],
    [
      "body does not contain",
      { metric: "body", operator: "not_contains", value: "ok" },
      { metrics: { "body.contains:ok": false } },
      true,
    ],
    [
      "JSON text is",
      { metric: "json.$.status", operator: "eq", value: "failing" },
      { metrics: { "json.$.status": "failing" } },
      true,
    ],
    ["JSON text is not, and is absent", { metric: "json.$.status", operator: "ne", value: "ok" }, {}, true],
    [
      "JSON number below",
      { metric: "json.$.free", operator: "lt", value: 10 },
      { metrics: { "json.$.free": 9.5 } },
      true,
    ],
    [
      "JSON number is text",
      { metric: "json.$.free", operator: "lt", value: 10 },
      { metrics: { "json.$.free": "many" } },
      false,
    ],
    [
      "certificate soon over",
      { metric: "tls.days_left", operator: "lt", value: 14 },
      { metrics: { "tls.days_left": 13 } },
      true,
    ],
    ["phase of the timings", { metric: "timings.first_byte", operator: "gte", value: 10 }, {}, true],
  ];
  for (const [name, condition, sample, holds] of cases) {
    it(name, async () => {
      const { componentId, scheduleId } = await watched({ criteria: rule(condition) });
      await report([{ scheduleId, at: next(), ...sample }]);
      expect(await componentStatus(componentId)).toBe(holds ? "partial_outage" : "operational");
    });
  }

  it("the first rule that matches wins", async () => {
    const { componentId, scheduleId } = await watched({
      criteria: [
        { status: "degraded_performance", conditions: [{ metric: "latency_ms", operator: "gt", value: 100 }] },
        { status: "major_outage", conditions: [{ metric: "latency_ms", operator: "gt", value: 200 }] },
      ],
    });
    await report([{ scheduleId, at: next(), latencyMs: 300 }]);
    expect(await componentStatus(componentId)).toBe("degraded_performance");
  });

  it("all conditions of a rule must hold when it says so", async () => {
    const both = {
      status: "major_outage",
      match: "all",
      conditions: [
        { metric: "latency_ms", operator: "gt", value: 100 },
        { metric: "status_code", operator: "eq", value: 500 },
      ],
    };
    const { componentId, scheduleId } = await watched({ criteria: [both] });
    await report([{ scheduleId, at: next(), latencyMs: 300 }]);
    expect(await componentStatus(componentId)).toBe("operational");
    await report([{ scheduleId, at: next(), latencyMs: 300, statusCode: 500 }]);
    expect(await componentStatus(componentId)).toBe("major_outage");
  });

  const wrong: ReadonlyArray<readonly [string, unknown]> = [
    ["no list", {}],
    ["no status", [{ conditions: [{ metric: "up", operator: "eq", value: false }] }]],
    ["unknown as a verdict", [{ status: "unknown", conditions: [{ metric: "up", operator: "eq", value: false }] }]],
    ["no conditions", [{ status: "major_outage", conditions: [] }]],
    ["unknown metric", [{ status: "major_outage", conditions: [{ metric: "weather", operator: "eq", value: 1 }] }]],
    [
      "operator that does not fit",
      [{ status: "major_outage", conditions: [{ metric: "latency_ms", operator: "contains", value: "x" }] }],
    ],
    [
      "text for a number",
      [{ status: "major_outage", conditions: [{ metric: "latency_ms", operator: "gt", value: "500" }] }],
    ],
  ];
  for (const [name, criteria] of wrong) {
    it(`refuses ${name}, naming the field`, async () => {
      const componentId = await makeComponent(db, organizationId);
      const insert = db.sql`
        insert into public.monitors (organization_id, component_id, name, kind, region_ids, criteria)
        values (${organizationId}, ${componentId}, 'm', 'http', '{local}', ${JSON.stringify(criteria)}::text::jsonb)`;
      await expect(insert).rejects.toMatchObject({ code: "HG422", detail: "criteria" });
    });
  }
});

describe("confirmations", () => {
  const scenario = async (confirmations: number, confirmationWindow: number, verdicts: string): Promise<string[]> => {
    const { componentId, scheduleId } = await watched({ criteria: isDownOrSlow, confirmations, confirmationWindow });
    const seen: string[] = [];
    for (const verdict of verdicts) {
      await report([{ scheduleId, at: next(), up: verdict !== "m", latencyMs: verdict === "d" ? 900 : 20 }]);
      seen.push(await componentStatus(componentId));
    }
    return seen;
  };
  const [o, d, m, u] = ["operational", "degraded_performance", "major_outage", "unknown"];
  const table: ReadonlyArray<readonly [string, number, number, string, readonly (string | undefined)[]]> = [
    ["1 of 1 follows at once", 1, 1, "omo", [o, m, o]],
    ["2 of 3 waits for the second", 2, 3, "oommooo", [o, o, o, m, m, o, o]],
    ["2 of 3 takes the second worst", 2, 3, "oodm", [o, o, o, d]],
    ["3 of 3 wants three in a row and recovers at once", 3, 3, "ooommmo", [o, o, o, o, o, m, o]],
    ["1 of 3 fails at once and recovers after three", 1, 3, "omooo", [o, m, m, m, o]],
    ["a new monitor believes a good first check", 2, 3, "o", [o]],
    ["a new monitor does not yet believe a bad first check", 2, 3, "mm", [u, m]],
  ];
  for (const [name, n, window, verdicts, expected] of table) {
    it(name, async () => {
      expect(await scenario(n, window, verdicts)).toEqual(expected);
    });
  }
});
