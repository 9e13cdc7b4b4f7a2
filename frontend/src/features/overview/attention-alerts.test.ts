import { expect, test } from "vitest";
import { type AlertState, unacknowledged } from "./attention-alerts.ts";

const now = Date.parse("2026-11-21T03:25:00Z");

function alert(changes: Partial<AlertState> & { minutes: number }): AlertState {
  const { minutes, ...rest } = changes;
  return {
    component_id: "a",
    component_name: "Cards",
    rule_name: "Payments",
    status: "partial_outage",
    opened_at: new Date(now - minutes * 60_000).toISOString(),
    acknowledged_at: null,
    told: [],
    ...rest,
  };
}

test("an acknowledged alert has somebody", () => {
  expect(unacknowledged([alert({ minutes: 5, acknowledged_at: new Date(now).toISOString() })], now)).toEqual([]);
});

test("says how long, by which rule, and who was told", () => {
  const [item] = unacknowledged([alert({ minutes: 12, told: ["Bea", "Ada"] })], now);
  expect(item?.detail).toBe("Open for 12\u00a0min. Rule Payments. Told: Ada and Bea.");
});

test("several rules make one line of a component: the first time, the worst status, everybody told once", () => {
  const items = unacknowledged(
    [
      alert({ minutes: 3, status: "major_outage", told: ["Ada"] }),
      alert({ minutes: 9, told: ["Ada", "Bea"] }),
      alert({ minutes: 1, component_id: "b", component_name: "Ledger" }),
    ],
    now,
  );
  expect(items).toEqual([
    {
      componentId: "a",
      componentName: "Cards",
      count: 2,
      status: "major_outage",
      detail: "Open for 9\u00a0min. 2 rules. Told: Ada and Bea.",
      since: new Date(now - 9 * 60_000).toISOString(),
    },
    expect.objectContaining({ componentName: "Ledger", detail: expect.stringContaining("Told: nobody yet.") }),
  ]);
});
