import { z } from "zod";
import type { Rule } from "./queries.ts";
import { alertStatuses } from "./words.ts";

/** What the form holds. Types only: a draft need not be valid. */
export const RuleDraft = z.object({
  name: z.string(),
  scope: z.enum(["all", "components", "monitors"]),
  component_ids: z.array(z.string()),
  monitor_ids: z.array(z.string()),
  statuses: z.array(z.enum(alertStatuses)),
  steps: z.array(z.object({ after_minutes: z.number("Enter minutes."), contact_ids: z.array(z.string()) })),
  breaks_quiet: z.boolean(),
  is_enabled: z.boolean(),
});

/** What can be saved. */
export const RuleForm = RuleDraft.superRefine((values, context) => {
  const rule = (isKept: boolean, path: (string | number)[], message: string) => {
    if (!isKept) context.addIssue({ code: "custom", path, message });
  };
  const { name, scope, component_ids, monitor_ids, statuses, steps } = values;
  rule(name.trim() !== "", ["name"], "Enter a name.");
  rule(name.trim().length <= 80, ["name"], "At most 80 characters.");
  rule(scope !== "components" || component_ids.length > 0, ["component_ids"], "Choose components.");
  rule(scope !== "monitors" || monitor_ids.length > 0, ["monitor_ids"], "Choose monitors.");
  rule(statuses.length > 0, ["statuses"], "Choose at least one status.");
  steps.forEach(({ after_minutes: after, contact_ids }, index) => {
    const isMinutes = Number.isInteger(after) && after >= 0 && after <= 1_440;
    const first = steps.findIndex((other) => other.after_minutes === after);
    rule(isMinutes, ["steps", index, "after_minutes"], "A whole number from 0 to 1,440.");
    rule(first === index || !isMinutes, ["steps", index, "after_minutes"], "Another step has these minutes.");
    rule(contact_ids.length > 0, ["steps", index, "contact_ids"], "Choose who hears of it.");
    rule(contact_ids.length <= 50, ["steps", index, "contact_ids"], "At most 50 contacts.");
  });
});

export type RuleValues = z.infer<typeof RuleDraft>;

/** What a new rule begins with. */
export const newRule: RuleValues = {
  name: "",
  scope: "all",
  component_ids: [],
  monitor_ids: [],
  statuses: ["partial_outage", "major_outage"],
  steps: [{ after_minutes: 0, contact_ids: [] }],
  breaks_quiet: true,
  is_enabled: true,
};

/** A stored rule as the form holds it. */
export function ruleValues(rule: Rule): RuleValues {
  const scopes = ["all", "components", "monitors"] as const;
  const steps = rule.steps.map(({ afterMinutes, contactIds }) => ({
    after_minutes: afterMinutes,
    contact_ids: [...contactIds],
  }));
  return {
    name: rule.name,
    scope: scopes.find((scope) => scope === rule.scope) ?? "all",
    component_ids: [...rule.componentIds],
    monitor_ids: [...rule.monitorIds],
    statuses: alertStatuses.filter((status) => rule.statuses.includes(status)),
    // The last of its contacts may have been removed.
    steps: steps.length === 0 ? newRule.steps : steps,
    breaks_quiet: rule.breaks_quiet,
    is_enabled: rule.is_enabled,
  };
}
