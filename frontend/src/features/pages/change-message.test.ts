import { expect, test } from "vitest";
import { badNight, northwind } from "../../../e2e/support/northwind.ts";
import { withNotices } from "../../../e2e/support/northwind-notices.ts";
import { pageChangeMessage } from "./change-message.ts";
import type { PageSnapshot } from "./snapshot.ts";

const calm = northwind();
const night = withNotices(northwind({ statuses: badNight }));
const [open] = night.incidents;

function withIncident(changes: Partial<PageSnapshot["incidents"][number]>): PageSnapshot {
  return { ...night, incidents: night.incidents.map((incident) => ({ ...incident, ...changes })) };
}

test.each<[string, PageSnapshot, PageSnapshot, string | null]>([
  ["nothing", calm, northwind({ version: 13 }), null],
  [
    "a component",
    calm,
    northwind({ statuses: { "Card authorisation": "partial_outage" } }),
    "Card authorisation: partial outage",
  ],
  ["many components", calm, northwind({ statuses: badNight }), "4 components changed. Partial outage"],
  [
    "an incident with its components",
    { ...calm, maintenances: night.maintenances },
    night,
    "New incident: Elevated card declines in the EU. 4 components changed. Partial outage",
  ],
  ["its next step", night, withIncident({ status: "monitoring" }), "Elevated card declines in the EU: monitoring"],
  [
    "another update of the same step",
    night,
    withIncident({ updates: open?.updates.slice(1) ?? [] }),
    "Elevated card declines in the EU: identified",
  ],
  ["an edited update", night, withIncident({ title: "Card declines", next_update_at: null }), null],
  [
    "its end",
    night,
    {
      ...night,
      incidents: [],
      past: night.incidents.map((incident) => ({
        ...incident,
        status: "resolved",
        resolved_at: "2026-11-21T03:00:00Z",
        component_ids: [],
        body: null,
      })),
    },
    "Elevated card declines in the EU: resolved",
  ],
  [
    "maintenance that begins",
    night,
    { ...night, maintenances: night.maintenances.map((one) => ({ ...one, status: "in_progress" })) },
    "Maintenance has begun: Key rotation for 3-D Secure",
  ],
])("%s", (_, before, after, message) => {
  expect(pageChangeMessage(before, after)).toBe(message);
});
