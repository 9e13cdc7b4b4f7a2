import { describe, expect, it } from "vitest";
import { stepsOf } from "./queries.ts";
import { newRule, RuleForm, type RuleValues } from "./rule-form.ts";

const valid: RuleValues = { ...newRule, name: "On call", steps: [{ after_minutes: 0, contact_ids: ["ada"] }] };

/** Where the form says what is wrong. */
function problems(changes: Partial<RuleValues>): string[] {
  const { error } = RuleForm.safeParse({ ...valid, ...changes });
  return error?.issues.map(({ path }) => path.join(".")) ?? [];
}

describe("a rule", () => {
  it.each<[string, Partial<RuleValues>, string[]]>([
    ["that is whole", {}, []],
    ["without a name", { name: " " }, ["name"]],
    ["without statuses", { statuses: [] }, ["statuses"]],
    ["of no components", { scope: "components" }, ["component_ids"]],
    ["of no monitors", { scope: "monitors" }, ["monitor_ids"]],
    ["with a step for nobody", { steps: [{ after_minutes: 0, contact_ids: [] }] }, ["steps.0.contact_ids"]],
    ["after a day and a half", { steps: [{ after_minutes: 2_000, contact_ids: ["ada"] }] }, ["steps.0.after_minutes"]],
    [
      "with two steps at one time",
      {
        steps: [
          { after_minutes: 5, contact_ids: ["ada"] },
          { after_minutes: 5, contact_ids: ["bea"] },
        ],
      },
      ["steps.1.after_minutes"],
    ],
  ])("%s", (_, changes, expected) => {
    expect(problems(changes)).toEqual(expected);
  });

  it("has its contacts as steps, in the order of their time", () => {
    const rows = [
      { contact_id: "bea", after_minutes: 15 },
      { contact_id: "cleo", after_minutes: 0 },
      { contact_id: "ada", after_minutes: 0 },
    ];
    expect(stepsOf(rows)).toEqual([
      { afterMinutes: 0, contactIds: ["ada", "cleo"] },
      { afterMinutes: 15, contactIds: ["bea"] },
    ]);
  });
});
