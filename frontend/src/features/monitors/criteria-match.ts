import { type Condition, conditionInWords, type Rule } from "./criteria.ts";
import { limitInWords } from "./limits.ts";
import { metricOf, type Operator } from "./metrics.ts";
import { reasonText } from "./reasons.ts";

/** What a check saw, as far as the browser knows it. */
export interface Observed {
  status_code: number | null;
  latency_ms: number | null;
  reason: string | null;
  dns_ms?: number | null;
  connect_ms?: number | null;
  tls_ms?: number | null;
  first_byte_ms?: number | null;
  metrics?: unknown;
}

/**
 * Why a check got its verdict: the check's own reason ("connection refused"), else what the rule that matched found
 * ("slower than 800 ms"). Null where neither says anything, as after the rule was changed.
 */
export function verdictReason(observed: Observed, rule: Rule | undefined): string | null {
  return reasonText(observed.reason, observed.status_code) ?? (rule === undefined ? null : ruleReason(observed, rule));
}

function ruleReason(observed: Observed, { match, conditions }: Rule): string | null {
  const judged = conditions.map((condition) => ({ condition, holds: holds(condition, observed) }));
  if (match === "all") {
    if (judged.some((entry) => entry.holds === false)) return null;
    return judged.map(({ condition }) => found(condition, observed)).join(", ");
  }
  const certain = judged.filter((entry) => entry.holds === true);
  if (certain.length > 0) return certain.map(({ condition }) => found(condition, observed)).join(", ");
  // The browser does not see everything; where one condition alone can have held, it did.
  const [possible, ...others] = judged.filter((entry) => entry.holds === null);
  return possible === undefined || others.length > 0 ? null : found(possible.condition, observed);
}

/** Null where the observation is not known here. */
function holds({ metric, operator, value }: Condition, observed: Observed): boolean | null {
  const seen = figureOf(metric, observed);
  const limit = Number(value);
  if (seen === null || value.trim() === "" || !Number.isFinite(limit)) return null;
  return comparisons[operator]?.(seen, limit) ?? null;
}

const comparisons: Partial<Record<Operator, (seen: number, limit: number) => boolean>> = {
  eq: (seen, limit) => seen === limit,
  ne: (seen, limit) => seen !== limit,
  lt: (seen, limit) => seen < limit,
  lte: (seen, limit) => seen <= limit,
  gt: (seen, limit) => seen > limit,
  gte: (seen, limit) => seen >= limit,
};

function figureOf(metric: string, observed: Observed): number | null {
  switch (metric) {
    case "latency_ms":
      return observed.latency_ms;
    case "status_code":
      return observed.status_code;
    case "timings.dns":
      return observed.dns_ms ?? null;
    case "timings.connect":
      return observed.connect_ms ?? null;
    case "timings.tls":
      return observed.tls_ms ?? null;
    case "timings.first_byte":
      return observed.first_byte_ms ?? null;
    default: {
      const { metrics } = observed;
      const value: unknown = typeof metrics === "object" && metrics !== null ? Reflect.get(metrics, metric) : null;
      return typeof value === "number" ? value : null;
    }
  }
}

function found(condition: Condition, observed: Observed): string {
  const { metric, operator, value } = condition;
  const { form } = metricOf(metric);
  const isAbove = operator === "gt" || operator === "gte";
  if (metric === "latency_ms" && (isAbove || operator === "lt" || operator === "lte"))
    return `${isAbove ? "slower" : "faster"} than ${limitInWords(Number(value))}`;
  if (metric === "status_code" && observed.status_code !== null) return `answered with status ${observed.status_code}`;
  const seen = figureOf(metric, observed);
  if (form === "days" && seen !== null)
    return seen < 0 ? "the certificate has expired" : `certificate expires in ${seen} ${seen === 1 ? "day" : "days"}`;
  return conditionInWords(condition);
}
