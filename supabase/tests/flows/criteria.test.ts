import { beforeAll, describe, expect, it } from "vitest";
import { componentStatus, makeWatched, reportSamples, type Sample } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { type MonitorOptions, makeComponent, makeOrganization, makeProbe } from "../helpers/world.ts";

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

let clock = Date.now() - 3_600_000;
/** Times a second apart, an hour ago: in the past, and each later than the one before. */
function next(): Date {
  clock += 1000;
  return new Date(clock);
}

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
      expect(await componentStatus(db, componentId)).toBe(holds ? "partial_outage" : "operational");
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
    expect(await componentStatus(db, componentId)).toBe("degraded_performance");
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
    expect(await componentStatus(db, componentId)).toBe("operational");
    await report([{ scheduleId, at: next(), latencyMs: 300, statusCode: 500 }]);
    expect(await componentStatus(db, componentId)).toBe("major_outage");
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
  const isDownOrSlow = [
    { status: "major_outage", conditions: [{ metric: "up", operator: "eq", value: false }] },
    { status: "degraded_performance", conditions: [{ metric: "latency_ms", operator: "gt", value: 500 }] },
  ];
  const scenario = async (confirmations: number, confirmationWindow: number, verdicts: string): Promise<string[]> => {
    const { componentId, scheduleId } = await watched({ criteria: isDownOrSlow, confirmations, confirmationWindow });
    const seen: string[] = [];
    for (const verdict of verdicts) {
      await report([{ scheduleId, at: next(), up: verdict !== "m", latencyMs: verdict === "d" ? 900 : 20 }]);
      seen.push(await componentStatus(db, componentId));
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
