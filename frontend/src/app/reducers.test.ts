import { expect, test } from "vitest";
import type { OrganizationEvent } from "../lib/realtime-events.ts";
import { reducers } from "./reducers.ts";

/** First parts of the keys that an event makes old or changes, by feature. */
function touched(event: OrganizationEvent): Set<string> {
  const keys = reducers.flatMap((reduce) => reduce(event, "o1")).map(({ queryKey }) => queryKey);
  return new Set(keys.map((key) => (key[0] === "organization" ? String(key[2]) : String(key[0]))));
}

function changed(table: string): OrganizationEvent {
  return { type: "changed", table, id: "x", operation: "update" };
}

test.each([
  ["members", ["organizations", "permissions", "team"]],
  ["organizations", ["organizations"]],
  ["components", ["components", "overview", "status-outcomes"]],
  ["component_groups", ["components"]],
  ["monitors", ["monitors", "overview", "status-outcomes"]],
  ["status_pages", ["pages"]],
  ["probes", ["probes"]],
  ["incidents", ["incidents", "deliveries", "status-outcomes"]],
  ["incident_notes", ["incidents"]],
  ["incident_templates", ["incident-templates"]],
  ["maintenances", ["maintenances", "deliveries"]],
  ["maintenance_series", ["maintenances"]],
])("a changed row of %s reaches %o", (table, features) => {
  const found = touched(changed(table));
  for (const feature of [...features, "activity"]) expect(found).toContain(feature);
});

test("a new status reaches components, monitors, figures and the activity list", () => {
  const event: OrganizationEvent = {
    type: "status_changed",
    component_id: "c1",
    status: "major_outage",
    since: "2026-11-21T00:00:00Z",
    cause: "monitor",
  };
  for (const feature of ["components", "monitors", "overview", "status-outcomes", "activity"])
    expect(touched(event)).toContain(feature);
});

test("results are fetched at most every two seconds", () => {
  const changes = reducers.flatMap((reduce) => reduce({ type: "results", at: "2026-11-21T00:00:00Z" }, "o1"));
  const hasRegions = changes.some(({ queryKey }) => queryKey.includes("regions"));
  expect(hasRegions).toBe(true);
  for (const { queryKey, atMostEveryMs } of changes)
    if (queryKey.includes("overview")) expect(atMostEveryMs).toBeGreaterThanOrEqual(2000);
});
