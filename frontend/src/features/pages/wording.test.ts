import { describe, expect, test } from "vitest";
import { badNight, northwind } from "../../../e2e/support/northwind.ts";
import type { componentStatuses } from "../../lib/status.ts";
import type { PageSnapshot } from "./snapshot.ts";
import { countsWorstFirst, groupSummary, stateHeadline, stateSentence } from "./wording.ts";

function withAll(
  status: (typeof componentStatuses)[number],
  indicator: PageSnapshot["status"]["indicator"],
): PageSnapshot {
  const snapshot = northwind();
  return {
    ...snapshot,
    status: { indicator, status, description: "", counts: { [status]: snapshot.components.length } },
    components: snapshot.components.map((component) => ({ ...component, status })),
  };
}

describe("headline and sentence", () => {
  test.each([
    ["all well", withAll("operational", "none"), "All systems operational", "Every component is working."],
    [
      "no data at all",
      withAll("unknown", "unknown"),
      "No data for 13 components",
      "No check has reported lately, so whether they work is not known.",
    ],
    ["everything down", withAll("major_outage", "critical"), "Major outage", "Major outage of all 13 components."],
    [
      "maintenance only",
      northwind(),
      "All systems operational",
      "Maintenance of Reporting and exports is in progress. Everything else is working.",
    ],
    [
      "a bad night, worst first",
      northwind({ statuses: badNight }),
      "Partial outage",
      "Partial outage of Card authorisation and Terminal network, EU. Degraded performance of Wallets and Webhook delivery. Maintenance of Reporting and exports is in progress. Everything else is working.",
    ],
    [
      "no components",
      northwind({ isEmpty: true }),
      "This page has no components yet",
      "They appear here as soon as the team adds them.",
    ],
  ])("%s", (_, snapshot, headline, sentence) => {
    expect(stateHeadline(snapshot)).toBe(headline);
    expect(stateSentence(snapshot)).toBe(sentence);
  });

  test("the database's indicator decides, not the components", () => {
    expect(stateHeadline(withAll("operational", "critical"))).toBe("Major outage");
  });

  test("more than three names are cut", () => {
    const statuses = Object.fromEntries(
      northwind()
        .components.slice(0, 5)
        .map(({ name }) => [name, "major_outage"] as const),
    );
    expect(stateSentence(northwind({ statuses }))).toContain("Major outage of Card authorisation, Wallets and 3 more.");
  });
});

test("counts are worst first, without zeros", () => {
  expect(countsWorstFirst(northwind({ statuses: badNight })).map(({ status, count }) => `${count} ${status}`)).toEqual([
    "2 partial_outage",
    "2 degraded_performance",
    "1 under_maintenance",
    "8 operational",
  ]);
});

test("a group says how many are hit", () => {
  const { groups, components } = northwind({ statuses: badNight });
  const summaries = groups.map((group) =>
    groupSummary(
      group,
      components.filter(({ group_id: id }) => id === group.id),
    ),
  );
  expect(summaries).toEqual(["2 of 5 affected", "1 of 5 affected", "1 of 3 affected"]);
});
