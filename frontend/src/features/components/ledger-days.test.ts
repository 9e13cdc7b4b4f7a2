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
  period_uptime: 100,
  ...changes,
});

describe("ledger days", () => {
  test("fill the range, missing days are unknown", () => {
    const days = ledgerDays([row("2026-11-20", { worst: "major_outage" }), row("2026-11-21")], "2026-11-21", 4);
    expect(days.statuses).toBe("uumo");
    expect(days.byDate.get("2026-11-20")?.worst).toBe("major_outage");
  });

  test("uptime is what the database says of the whole period", () => {
    const rows = [row("2026-11-20"), row("2026-11-21", { uptime: 50 })].map((day) => ({ ...day, period_uptime: 95 }));
    expect(ledgerDays(rows, "2026-11-21", 2).uptime).toBe(95);
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
