import { describe, expect, test } from "vitest";
import { type ComposerComponent, changesSince, monitorHints, statusChanges } from "./composer-changes.ts";
import { type ComposerBase, type ComposerValues, newIncident } from "./composer-form.ts";

function component(id: string, changes: Partial<ComposerComponent> = {}): ComposerComponent {
  const calm = { status: "operational", cause: "monitor", causeId: null, monitorStatus: null } as const;
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

const ours = { cause: "incident", causeId: "i" } as const;

describe("what changes when you publish", () => {
  test("nothing, as long as statuses stay", () => {
    const components = [
      component("a", { status: "partial_outage", ...ours }),
      component("b", { status: "degraded_performance", ...ours }),
    ];
    expect(statusChanges(update(), components)).toEqual([]);
  });
  test("components that go the same way stand together; those taken out are let go", () => {
    const components = [
      component("a", { status: "partial_outage", ...ours }),
      component("b", { status: "partial_outage", ...ours }),
      component("c"),
    ];
    const values = update({ components: [{ component_id: "c", status: "major_outage" }] });
    expect(statusChanges(values, components).map(({ text }) => text)).toEqual([
      "C: operational to major outage",
      "A and B: partial outage to operational",
    ]);
  });
  test("a resolution sets all operational", () => {
    const [change] = statusChanges(update({ status: "resolved" }), [
      component("a", { status: "partial_outage", ...ours }),
    ]);
    expect(change).toMatchObject({ from: "partial_outage", to: "operational" });
  });
  test("what something else decides stays as it is", () => {
    const [change] = statusChanges(update(), [component("a", { status: "major_outage" })]);
    expect(change).toMatchObject({ to: "major_outage", text: "A: major outage stays, decided elsewhere" });
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
