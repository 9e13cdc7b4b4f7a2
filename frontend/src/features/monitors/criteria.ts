import type { CheckKind } from "../../lib/database.ts";
import type { ComponentStatus } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import { limitInWords } from "./limits.ts";
import { type Metric, metricOf, metricsOf, type Operator, operatorsOf, unitOf } from "./metrics.ts";

/** What a rule may say; `operational` makes an exception from what follows. */
export const verdicts = [
  "major_outage",
  "partial_outage",
  "degraded_performance",
  "operational",
] as const satisfies readonly ComponentStatus[];
export type Verdict = (typeof verdicts)[number];

/** A condition while it is edited: the value as typed, or the outcome of the check. */
export interface Condition {
  /** Local, for lists and focus. */
  key: string;
  metric: string;
  /** `$.status` of a JSON metric, else "". */
  path: string;
  operator: Operator;
  value: string;
}

export interface Rule {
  key: string;
  status: Verdict;
  match: "any" | "all";
  conditions: Condition[];
}

let counter = 0;
const nextKey = () => `k${++counter}`;

/** A condition to begin with: the first metric of the kind unless another is given. */
export function newCondition(kind: CheckKind, metric: Metric = metricsOf[kind][0] ?? metricOf("up")): Condition {
  return {
    key: nextKey(),
    metric: metric.id,
    path: metric.id === "json" ? "$.status" : "",
    operator: operatorsOf[metric.form][0]?.value ?? "eq",
    value: defaultValue(metric),
  };
}

function defaultValue({ form, id }: Metric): string {
  if (form === "outcome") return "false";
  if (form === "milliseconds") return "800";
  if (form === "days") return "14";
  if (form === "percent") return "20";
  return id === "status_code" ? "200" : "";
}

/** A rule to begin with, of one condition. */
export function newRule(kind: CheckKind): Rule {
  return { key: nextKey(), status: "degraded_performance", match: "any", conditions: [newCondition(kind)] };
}

/** Rules as the database has them. Unreadable parts are left out: the database checked them when they were stored. */
export function readCriteria(criteria: unknown): Rule[] {
  if (!Array.isArray(criteria)) return [];
  return criteria.flatMap((rule: unknown) => {
    const conditions: unknown = field(rule, "conditions");
    const status = verdicts.find((verdict) => verdict === field(rule, "status"));
    if (!Array.isArray(conditions) || status === undefined) return [];
    const match = field(rule, "match") === "all" ? ("all" as const) : ("any" as const);
    return [{ key: nextKey(), status, match, conditions: conditions.map(readCondition) }];
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function readCondition(condition: unknown): Condition {
  const name = String(field(condition, "metric") ?? "up");
  const isJson = name.startsWith("json.");
  const metric = metricOf(name);
  const operators = operatorsOf[metric.form];
  return {
    key: nextKey(),
    metric: metric.id,
    path: isJson ? name.slice("json.".length) : "",
    operator: allOperators.find((operator) => operator === field(condition, "operator")) ?? operators[0]?.value ?? "eq",
    value: String(field(condition, "value") ?? ""),
  };
}

const allOperators = ["eq", "ne", "lt", "lte", "gt", "gte", "contains", "not_contains"] as const;

export interface StoredRule {
  status: Verdict;
  match: "any" | "all";
  conditions: { metric: string; operator: Operator; value: string | number | boolean }[];
}

/** What is sent to the database. */
export function writeCriteria(rules: readonly Rule[]): StoredRule[] {
  return rules.map(({ status, match, conditions }) => ({
    status,
    match,
    conditions: conditions.map((condition) => ({
      metric: condition.metric === "json" ? `json.${condition.path.trim()}` : condition.metric,
      operator: condition.operator,
      value: storedValue(condition),
    })),
  }));
}

function storedValue({ metric, operator, value }: Condition): string | number | boolean {
  const { form } = metricOf(metric);
  if (form === "outcome") return value === "true";
  if (form === "text") return value;
  const figure = Number(value);
  const isFigure = value.trim() !== "" && Number.isFinite(figure);
  if (form === "json" && (operator === "eq" || operator === "ne")) {
    return isFigure ? figure : value.trim();
  }
  return isFigure ? figure : value;
}

/** Whether two sets of rules say the same. */
export function isSameCriteria(a: readonly Rule[], b: readonly Rule[]): boolean {
  return JSON.stringify(writeCriteria(a)) === JSON.stringify(writeCriteria(b));
}

/** What is wrong before anything is sent, by rule key. */
export function problemsOf(rules: readonly Rule[]): Map<string, string> {
  const problems = new Map<string, string>();
  for (const { key, conditions } of rules) {
    const wrong = conditions.map(problemOf).find((problem) => problem !== null);
    if (wrong !== undefined && wrong !== null) problems.set(key, wrong);
  }
  return problems;
}

function problemOf({ metric, operator, path, value }: Condition): string | null {
  const { form, label } = metricOf(metric);
  if (form === "outcome") return null;
  if (form === "json" && !path.trim().startsWith("$")) return "A JSON path begins with $, such as $.status.";
  const needsFigure = form !== "text" && !(form === "json" && (operator === "eq" || operator === "ne"));
  if (value.trim() === "") return `Enter a value for ${label}.`;
  if (needsFigure && !Number.isFinite(Number(value))) return `The value for ${label} must be a number.`;
  return null;
}

/** The rule a server's HG422 speaks of ("Rule 2, condition 1: …"), counted from 0; null = all of them. */
export function ruleOfError(message: string): { index: number; text: string } | null {
  const match = /^Rule (\d+)(?:, condition \d+)?:? (.*)$/s.exec(message);
  const [, number, rest] = match ?? [];
  if (number === undefined || rest === undefined) return null;
  return { index: Number(number) - 1, text: rest.charAt(0).toUpperCase() + rest.slice(1) };
}

/** Moves one rule to another place. */
export function moveRule(rules: readonly Rule[], from: number, to: number): Rule[] {
  const moved = rules[from];
  if (moved === undefined || to < 0 || to >= rules.length) return [...rules];
  return rules.toSpliced(from, 1).toSpliced(to, 0, moved);
}

/** "the check fails or response time is above 800 ms" */
export function ruleInWords({ match, conditions }: Rule): string {
  return conditions.map(conditionInWords).join(match === "all" ? " and " : " or ");
}

/** "response time is above 800 ms" */
export function conditionInWords({ metric, path, operator, value }: Condition): string {
  const { form, label } = metricOf(metric);
  if (form === "outcome") return value === "true" ? "the check succeeds" : "the check fails";
  const words = operatorsOf[form].find((entry) => entry.value === operator)?.label ?? operator;
  const shown = form === "text" || form === "json" ? `“${value}”` : value;
  const unit = unitOf[form] === undefined ? "" : `\u00a0${unitOf[form]}`;
  return `${form === "json" ? path : label} ${words} ${shown}${unit}`;
}

/** A limit on response time that one rule sets alone: what the chart draws as a dashed line. */
export interface Threshold {
  ms: number;
  status: Verdict;
  /** "degraded above 800 ms" */
  label: string;
}

/** The limits on response time that decide alone; those that need another condition are left out. */
export function thresholdsOf(rules: readonly Rule[]): Threshold[] {
  return rules.flatMap(({ status, match, conditions }) =>
    match === "all" && conditions.length > 1
      ? []
      : conditions.flatMap(({ metric, operator, value }) => {
          const ms = Number(value);
          const isLimit = metric === "latency_ms" && (operator === "gt" || operator === "gte");
          if (!isLimit || value.trim() === "" || !Number.isFinite(ms)) return [];
          return [{ ms, status, label: `${strings.statusInSentence[status]} above ${limitInWords(ms)}` }];
        }),
  );
}
