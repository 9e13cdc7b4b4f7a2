import { describe, expect, test } from "vitest";
import {
  type ComposerComponent,
  changesSince,
  monitorHints,
  statedComponents,
  statusChanges,
} from "./composer-changes.ts";
import { type ComposerBase, type ComposerValues, newIncident } from "./composer-form.ts";
import type { StatusOutcome } from "./queries.ts";

function component(id: string, changes: Partial<ComposerComponent> = {}): ComposerComponent {
  const calm = { status: "operational", monitorStatus: null } as const;
  return { id, name: id.toUpperCase(), groupName: null, ...calm, ...changes };
}

const base: ComposerBase = {
  version: 1,
  title: "Declines",
  status: "investigating",
  impact: "major",
  impact_override: null,
  is_published: true,
  is_resolved: false,
  update_count: 1,
  components: [
    { component_id: "a", status: "partial_outage" },
    { component_id: "b", status: "degraded_performance" },
  ],
};

const update = (changes: Partial<ComposerValues> = {}): ComposerValues => ({
  ...newIncident(base.components),
  incident_id: "i",
  base,
  ...changes,
});

const showing = (
  component_id: string,
  status: StatusOutcome["status"],
  cause: StatusOutcome["cause"] = "incident",
) => ({
  component_id,
  status,
  cause,
});

describe("what changes when you publish", () => {
  const components = [
    component("a", { status: "partial_outage" }),
    component("b", { status: "partial_outage" }),
    component("c"),
  ];
  test("nothing, as long as statuses stay", () => {
    const values = update({
      components: [{ component_id: "a", status: "partial_outage" }],
      base: { ...base, components: [] },
    });
    expect(statusChanges(values, components, [showing("a", "partial_outage")])).toEqual([]);
  });
  test("components that go the same way stand together; those taken out are let go", () => {
    const values = update({ components: [{ component_id: "c", status: "major_outage" }] });
    const outcomes = [
      showing("c", "major_outage"),
      showing("a", "operational", "none"),
      showing("b", "operational", "none"),
    ];
    expect(statusChanges(values, components, outcomes).map(({ text }) => text)).toEqual([
      "C: operational to major outage",
      "A and B: partial outage to operational",
    ]);
  });
  test("a resolution says operational of all", () => {
    expect(statedComponents(update({ status: "resolved" })).map(({ status }) => status)).toEqual([
      "operational",
      "operational",
    ]);
  });
  test("what something else decides is said, whether it stays or changes", () => {
    const outcomes = [showing("a", "partial_outage", "monitor"), showing("b", "major_outage", "manual")];
    expect(statusChanges(update({ status: "resolved" }), components, outcomes)).toMatchObject([
      { to: "partial_outage", text: "A: partial outage stays, because of what monitors say" },
      { to: "major_outage", text: "B: partial outage to major outage, because of a status set by hand" },
    ]);
  });
  test("of what is not known yet, nothing is said", () => {
    expect(statusChanges(update(), components, [])).toEqual([]);
  });
});

describe("monitors may see it otherwise", () => {
  test("one sentence for those that are alike", () => {
    const components = ["a", "b"].map((id) => component(id, { monitorStatus: "major_outage" }));
    const both = update({ components: base.components.map((entry) => ({ ...entry, status: "operational" })) });
    expect(monitorHints(both, components)).toEqual(["Monitors see A and B as major outage, you say operational."]);
  });
  test("agreement and silence need no word", () => {
    const components = [
      component("a", { monitorStatus: "partial_outage" }),
      component("b", { monitorStatus: "unknown" }),
    ];
    expect(monitorHints(update(), components)).toEqual([]);
  });
});

test("says what somebody else changed", () => {
  const current: ComposerBase = {
    ...base,
    version: 2,
    status: "identified",
    update_count: 2,
    components: [
      { component_id: "a", status: "major_outage" },
      { component_id: "c", status: "degraded_performance" },
    ],
  };
  expect(changesSince(base, current, (id) => id.toUpperCase())).toEqual([
    "It is identified now.",
    "An update was posted.",
    "A is major outage now.",
    "C was added as degraded.",
    "B was taken out.",
  ]);
  expect(changesSince(base, { ...base, version: 2 }, String)).toEqual([
    "Dates, people or the words of an update changed.",
  ]);
});
