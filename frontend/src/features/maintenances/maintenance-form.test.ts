import { describe, expect, it } from "vitest";
import { conflictsOf } from "./conflicts.ts";
import { MaintenanceForm, type MaintenanceValues, newValues, nextWindows } from "./maintenance-form.ts";
import type { MaintenanceItem } from "./queries.ts";
import { windowText } from "./words.ts";

const now = Date.parse("2026-11-21T12:10:00Z");
const zone = "Europe/Berlin";
const filled = (change: Partial<MaintenanceValues> = {}): MaintenanceValues => ({
  ...newValues(zone, now, { from: "2026-11-28" }),
  title: "Upgrade",
  ...change,
});

describe("a new window", () => {
  it.each([
    ["without a day begins with the next full hour", {}, ["2026-11-21T14:00", "2026-11-21T15:00"]],
    ["today too: its night is over", { from: "2026-11-21" }, ["2026-11-21T14:00", "2026-11-21T15:00"]],
    ["on another day is at night", { from: "2026-11-28" }, ["2026-11-28T02:00", "2026-11-28T04:00"]],
    ["over days", { from: "2026-11-28", until: "2026-11-30" }, ["2026-11-28T02:00", "2026-11-30T04:00"]],
  ])("%s", (_, days, expected) => {
    const { starts, ends } = newValues(zone, now, days);
    expect([starts, ends]).toEqual(expected);
  });
});

describe("what is refused", () => {
  it.each([
    ["no title", { title: " " }, "title"],
    ["an end before the start", { ends: "2026-11-28T01:00" }, "ends"],
    ["31 days", { ends: "2026-12-29T03:00" }, "ends"],
    ["no start", { starts: "" }, "starts"],
    ["a zone that is none", { time_zone: "Nowhere/City" }, "time_zone"],
    ["a week without days", { repeat: "weekly" as const }, "weekdays"],
    ["a last day before the first", { repeat: "daily" as const, end: "until" as const, until: "2026-11-27" }, "until"],
  ])("%s", (_, change, field) => {
    const { error } = MaintenanceForm.safeParse(filled(change));
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  it("nothing of a whole form", () => expect(MaintenanceForm.safeParse(filled()).success).toBe(true));
});

describe("next windows", () => {
  it("are one without a rule", () => {
    expect(nextWindows(filled(), now, 5)).toEqual([
      { from: "2026-11-28T01:00:00.000Z", until: "2026-11-28T03:00:00.000Z" },
    ]);
  });

  it("keep their length when clocks change", () => {
    const values = filled({ repeat: "daily", starts: "2027-03-27T01:00", ends: "2027-03-27T04:00" });
    expect(nextWindows(values, now, 2)).toEqual([
      { from: "2027-03-27T00:00:00.000Z", until: "2027-03-27T03:00:00.000Z" },
      { from: "2027-03-28T00:00:00.000Z", until: "2027-03-28T03:00:00.000Z" },
    ]);
  });

  it("do not begin before now", () => {
    const values = filled({ repeat: "weekly", weekdays: ["SA"], starts: "2026-01-03T02:00", ends: "2026-01-03T04:00" });
    expect(nextWindows(values, now, 1)[0]?.from).toBe("2026-11-28T01:00:00.000Z");
  });

  it("are none while the form is not whole", () => {
    expect(nextWindows(filled({ starts: "" }), now, 5)).toEqual([]);
    expect(nextWindows(filled({ repeat: "custom", rule: "FREQ=DAILY;BYDAY=XX" }), now, 5)).toEqual([]);
  });
});

describe("conflicts", () => {
  const other = (change: Partial<MaintenanceItem> = {}): MaintenanceItem => ({
    id: "other",
    title: "Other",
    status: "scheduled",
    scheduled_for: "2026-11-28T02:00:00Z",
    scheduled_until: "2026-11-28T05:00:00Z",
    started_at: null,
    ended_at: null,
    series_id: "series",
    componentIds: ["a", "b"],
    ...change,
  });
  const found = (window: MaintenanceItem, componentIds = ["b", "c"], except: (string | null)[] = []) =>
    conflictsOf([window], nextWindows(filled(), now, 1), componentIds, except);

  it("names the components that both touch", () => {
    expect(found(other())).toMatchObject([{ window: { id: "other" }, componentIds: ["b"] }]);
  });

  it.each([
    ["other components", other({ componentIds: ["a"] }), []],
    ["a window that begins when this one ends", other({ scheduled_for: "2026-11-28T03:00:00Z" }), []],
    ["a window that is over", other({ status: "completed" }), []],
    ["the window itself", other(), ["other"]],
    ["a window of the series itself", other(), ["series"]],
  ])("not %s", (_, window, except) => expect(found(window, undefined, except)).toEqual([]));
});

describe("the words of a window", () => {
  it.each([
    ["2026-11-28T01:00:00Z", "2026-11-28T03:00:00Z", "Sat 28 Nov 2026, 02:00 – 04:00"],
    ["2026-11-28T22:00:00Z", "2026-11-29T01:00:00Z", "Sat 28 Nov 2026, 23:00 – Sun 29 Nov 2026, 02:00"],
  ])("%s to %s", (from, until, text) => expect(windowText(from, until, zone)).toBe(text));
});
