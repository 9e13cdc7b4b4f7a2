import { describe, expect, it } from "vitest";
import { AppError } from "../_shared/edge/errors.ts";
import { createMaintenances } from "./maintenances.ts";
import { type Plan, planSeries, type Series } from "./plan.ts";

const now = new Date("2026-11-21T12:00:00Z");
const ahead = new Date("2027-05-20T12:00:00Z");
const series = (change: Partial<Series> = {}): Series => ({
  id: "weekly",
  rule: "FREQ=WEEKLY",
  timeZone: "Europe/Berlin",
  firstLocal: "2026-11-01T02:30:00",
  plannedUntil: null,
  ...change,
});

describe("a plan", () => {
  it("reaches half a year ahead, from now on", () => {
    const { starts, plannedUntil } = planSeries(series(), now);
    expect(plannedUntil).toEqual(ahead);
    expect(starts.at(0)).toEqual(new Date("2026-11-22T01:30:00Z"));
    expect(starts.at(-1)).toEqual(new Date("2027-05-16T00:30:00Z"));
    expect(starts).toHaveLength(26);
  });

  it("goes on where the last one ended", () => {
    const { starts } = planSeries(series({ plannedUntil: new Date("2027-05-09T00:30:00Z") }), now);
    expect(starts).toEqual([new Date("2027-05-16T00:30:00Z")]);
  });

  it.each([
    ["a rule that is over", { rule: "FREQ=DAILY;COUNT=2" }, false],
    ["a rule that is none", { rule: "FREQ=DAILY;BYDAY=XX" }, true],
    ["a zone that is none", { timeZone: "Nowhere/City" }, true],
  ])("of %s is empty, and made until then", (_, change, isProblem) => {
    const plan = planSeries(series(change), now);
    expect(plan).toMatchObject({ starts: [], plannedUntil: ahead });
    expect(plan.problem !== undefined).toBe(isProblem);
  });
});

describe("the function", () => {
  function setup(waiting: readonly Series[], options: { refuses?: boolean; fails?: string } = {}) {
    const plans = new Map<string, Plan>();
    const lines: string[] = [];
    const handler = createMaintenances({
      authorize: () => {
        if (options.refuses) throw new AppError("unauthorized", 401, "No.");
      },
      unplanned: async () => waiting,
      store: async (id, plan) => {
        if (id === options.fails) throw new Error("deadlock detected");
        plans.set(id, plan);
        return plan.starts.length;
      },
      now: () => now,
      log: (line) => lines.push(line),
    });
    const call = (method = "POST") => handler(new Request("http://localhost/maintenances", { method }));
    return { plans, lines, call };
  }

  it("plans what waits; neither a broken rule nor a plan that cannot be stored stops the others", async () => {
    const waiting = [series({ id: "broken", rule: "FREQ=DAILY;BYDAY=XX" }), series({ id: "stuck" }), series()];
    const { plans, lines, call } = setup(waiting, { fails: "stuck" });
    expect(await (await call()).json()).toEqual({ series: 3, windows: 26, failed: 1 });
    expect([...plans.keys()]).toEqual(["broken", "weekly"]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", seriesId: "broken" },
      { level: "error", seriesId: "stuck", error: "deadlock detected" },
    ]);
  });

  it("does nothing for a stranger, nor by another method", async () => {
    const refused = setup([series()], { refuses: true });
    expect((await refused.call()).status).toBe(401);
    expect(refused.plans.size).toBe(0);
    expect((await setup([]).call("GET")).status).toBe(405);
  });
});
