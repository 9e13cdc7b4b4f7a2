import { describe, expect, test } from "vitest";
import {
  ComposerForm,
  type ComposerValues,
  hasOtherComponents,
  impactOf,
  modeOf,
  newIncident,
  nextUpdateAt,
  valuesOfIncident,
} from "./composer-form.ts";
import type { IncidentDetail } from "./queries.ts";

const written = (changes: Partial<ComposerValues> = {}): ComposerValues => ({
  ...newIncident(),
  title: "Card declines",
  body: "We look into it.",
  ...changes,
});

const incident: IncidentDetail = {
  id: "i",
  title: "Card declines",
  status: "identified",
  impact: "major",
  impact_override: null,
  started_at: "2026-11-21T02:47:00Z",
  published_at: "2026-11-21T02:51:00Z",
  acknowledged_at: null,
  acknowledged_by: null,
  resolved_at: null,
  next_update_at: null,
  runbook_url: null,
  assignee_id: null,
  monitored_component_id: null,
  taken_over_at: null,
  version: 3,
  created_by: null,
  created_at: "2026-11-21T02:51:00Z",
  deleted_at: null,
  components: [{ component_id: "c1", status: "degraded_performance", component: { name: "Cards" } }],
  updates: [],
};

function problems(values: ComposerValues): string[] {
  return (ComposerForm.safeParse(values).error?.issues ?? []).map(({ path }) => path.join("."));
}

describe("rules", () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const cases: [name: string, changes: Partial<ComposerValues>, fields: string[]][] = [
    ["title and message are enough", {}, []],
    ["an empty title", { title: "  " }, ["title"]],
    ["an empty message", { body: "\n" }, ["body"]],
    ["a start to come", { started_at: inAnHour }, ["started_at"]],
    ["an end before the start", { status: "resolved", resolved_at: "2020-01-01T00:00" }, ["resolved_at"]],
    ["a past incident", { status: "resolved", started_at: "2020-01-01T00:00", resolved_at: "2020-01-01T01:00" }, []],
    ["a promise without a time", { next_update: "at" }, ["next_update_at"]],
    ["a resolved incident promises nothing", { status: "resolved", next_update: "at" }, []],
    ["a runbook that is a script", { runbook_url: "javascript:alert(1)" }, ["runbook_url"]],
  ];
  test.each(cases)("%s", (_name, changes, fields) => {
    expect(problems(written(changes))).toEqual(fields);
  });
});

describe("an update begins with the incident as it is", () => {
  test("open: same status, nothing said", () => {
    const values = valuesOfIncident(incident, "u");
    expect(values).toMatchObject({ update_id: "u", status: "identified", body: "", impact: "auto" });
    expect(modeOf(values)).toBe("update");
    expect(hasOtherComponents(values)).toBe(false);
  });
  test("resolved: a postmortem", () => {
    expect(valuesOfIncident({ ...incident, resolved_at: "2026-11-21T03:00:00Z" }, "u").status).toBe("postmortem");
  });
  test("a draft brings its own words", () => {
    const update = { id: "u0", status: "investigating", body: "First words", changes: [] } as const;
    const rest = { displayed_at: "", created_at: "", edited_at: null, author_id: null, notify: true };
    const values = valuesOfIncident(
      { ...incident, published_at: null, updates: [{ ...update, ...rest, changes: [] }] },
      "u",
    );
    expect(values.body).toBe("First words");
    expect(modeOf(values)).toBe("publish");
  });
});

describe("the impact that is shown is the one the database will store", () => {
  const affected = (status: "operational" | "degraded_performance" | "major_outage") => [
    { component_id: "c1", status },
  ];
  const update = valuesOfIncident(incident, "u");
  test.each([
    ["new: from the statuses", { base: null, impact: "auto", components: affected("major_outage") }, "critical"],
    ["new: no component", { base: null, impact: "auto", components: [] }, "none"],
    ["chosen wins", { base: null, impact: "minor", components: affected("major_outage") }, "minor"],
    [
      "later: never less than it was",
      { base: update.base, impact: "auto", components: affected("operational") },
      "major",
    ],
    [
      "later: more when statuses say so",
      { base: update.base, impact: "auto", components: affected("major_outage") },
      "critical",
    ],
  ] as const)("%s", (_name, { base, impact, components }, expected) => {
    expect(impactOf({ base, impact, components: [...components] })).toBe(expected);
  });
});

test("the next update counts from publishing", () => {
  const now = Date.parse("2026-11-21T03:00:00Z");
  expect(nextUpdateAt(written({ next_update: "30" }), now)).toBe("2026-11-21T03:30:00.000Z");
  expect(nextUpdateAt(written({ next_update: "30", status: "resolved" }), now)).toBeUndefined();
  expect(nextUpdateAt(written(), now)).toBeUndefined();
});
