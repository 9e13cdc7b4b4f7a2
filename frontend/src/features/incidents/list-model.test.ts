import { expect, test } from "vitest";
import { isFiltering } from "../../lib/is-filtering.ts";
import { isMonitors, listSections, secondsOf } from "./list-model.ts";
import type { IncidentItem } from "./queries.ts";

function incident(id: string, startedAt: string, resolvedAt: string | null): IncidentItem {
  return {
    id,
    title: id,
    status: resolvedAt === null ? "identified" : "resolved",
    impact: "major",
    started_at: startedAt,
    published_at: startedAt,
    acknowledged_at: null,
    resolved_at: resolvedAt,
    next_update_at: null,
    assignee_id: null,
    monitored_component_id: null,
    taken_over_at: null,
    version: 1,
    components: [],
  };
}

test("open ones first, whenever they began; the rest by the reader's month", () => {
  const rows = [
    incident("november", "2026-11-02T10:00:00Z", "2026-11-02T11:00:00Z"),
    incident("edge", "2026-10-31T23:30:00Z", "2026-11-01T00:10:00Z"),
    incident("old", "2026-08-01T10:00:00Z", null),
  ];
  const told = (zone: string) =>
    listSections(rows, zone).map(({ title, incidents }) => `${title}: ${incidents.length}`);
  expect(told("UTC")).toEqual(["Open: 1", "November 2026: 1", "October 2026: 1"]);
  expect(told("Europe/Berlin")).toEqual(["Open: 1", "November 2026: 2"]);
});

test("an open one lasts until now", () => {
  const now = Date.parse("2026-11-21T03:00:00Z");
  expect(secondsOf({ started_at: "2026-11-21T02:00:00Z", resolved_at: null }, now)).toBe(3600);
  expect(secondsOf({ started_at: "2026-11-21T02:00:00Z", resolved_at: "2026-11-21T02:10:00Z" }, now)).toBe(600);
});

test("monitors keep it until somebody takes it over", () => {
  expect(isMonitors({ monitored_component_id: "c", taken_over_at: null })).toBe(true);
  expect(isMonitors({ monitored_component_id: "c", taken_over_at: "2026-11-21" })).toBe(false);
});

test("an empty filter narrows nothing", () => {
  expect(isFiltering({ q: undefined })).toBe(false);
  expect(isFiltering({ state: "open" })).toBe(true);
});
