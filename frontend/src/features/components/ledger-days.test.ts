import { describe, expect, test } from "vitest";
import { ledgerDays, sharesOf } from "./ledger-days.ts";
import type { DayRow } from "./queries.ts";

const row = (day: string, changes: Partial<DayRow> = {}): DayRow => ({
  id: "c",
  day,
  worst: "operational",
  uptime: 100,
  operational: 86_400,
  degraded_performance: 0,
  partial_outage: 0,
  major_outage: 0,
  under_maintenance: 0,
  unknown: 0,
  ...changes,
});

describe("ledger days", () => {
  test("fill the range, missing days are unknown", () => {
    const days = ledgerDays([row("2026-11-20", { worst: "major_outage" }), row("2026-11-21")], "2026-11-21", 4);
    expect(days.statuses).toBe("uumo");
    expect(days.byDate.get("2026-11-20")?.worst).toBe("major_outage");
  });

  test("uptime weighs days by their length and never rounds up", () => {
    const short = row("2026-11-21", { uptime: 50, operational: 50, major_outage: 50 });
    const long = row("2026-11-20", { operational: 900 });
    expect(ledgerDays([long, short], "2026-11-21", 2).uptime).toBe(95);
    const almost = row("2026-11-21", { uptime: 99.9999, operational: 86_400 });
    expect(ledgerDays([almost], "2026-11-21", 1).uptime).toBe(99.999);
  });

  test("no rows, no uptime", () => {
    expect(ledgerDays([], "2026-11-21", 3)).toMatchObject({ statuses: "uuu", uptime: null });
  });

  test("shares are worst first", () => {
    expect(sharesOf(row("2026-11-21", { major_outage: 3, unknown: 2 })).map(({ status }) => status)).toEqual([
      "major_outage",
      "unknown",
      "operational",
    ]);
    expect(sharesOf(undefined)).toEqual([]);
  });
});
