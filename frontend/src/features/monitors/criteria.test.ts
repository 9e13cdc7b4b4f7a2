import { describe, expect, test } from "vitest";
import {
  isSameCriteria,
  moveRule,
  newRule,
  problemsOf,
  readCriteria,
  ruleInWords,
  ruleOfError,
  thresholdsOf,
  writeCriteria,
} from "./criteria.ts";

const stored = [
  { status: "major_outage", match: "any", conditions: [{ metric: "up", operator: "eq", value: false }] },
  {
    status: "degraded_performance",
    match: "all",
    conditions: [
      { metric: "latency_ms", operator: "gt", value: 800 },
      { metric: "json.$.status", operator: "ne", value: "ok" },
    ],
  },
  {
    status: "partial_outage",
    match: "any",
    conditions: [
      { metric: "body", operator: "not_contains", value: "approved" },
      { metric: "latency_ms", operator: "gte", value: 1500 },
    ],
  },
];

test("what is read is what is written", () => {
  expect(writeCriteria(readCriteria(stored))).toEqual(stored);
  expect(isSameCriteria(readCriteria(stored), readCriteria(stored))).toBe(true);
  expect(readCriteria("nonsense")).toEqual([]);
});

test("match is any where it is not said", () => {
  const [{ match: _, ...rest } = {}] = stored;
  expect(readCriteria([rest])[0]?.match).toBe("any");
});

describe("values", () => {
  const cases: [name: string, metric: string, operator: "eq" | "gt", typed: string, sent: unknown][] = [
    ["a number of a number metric", "latency_ms", "gt", "800", 800],
    ["a number in a JSON comparison", "json", "eq", "3", 3],
    ["a text in a JSON comparison", "json", "eq", " ok ", "ok"],
    ["what is no number goes as it is, so that the server can say so", "latency_ms", "gt", "fast", "fast"],
    ["an outcome", "up", "eq", "true", true],
  ];
  test.each(cases)("%s", (_, metric, operator, value, sent) => {
    const rule = { ...newRule("http"), conditions: [{ key: "1", metric, path: "$.a", operator, value }] };
    expect(writeCriteria([rule])[0]?.conditions[0]?.value).toBe(sent);
  });
});

test("words", () => {
  expect(readCriteria(stored).map(ruleInWords)).toEqual([
    "the check fails",
    "response time is above 800\u00a0ms and $.status is not “ok”",
    "answer does not contain “approved” or response time is at least 1500\u00a0ms",
  ]);
});

test("problems are found before sending", () => {
  const [rule] = readCriteria([
    { status: "major_outage", conditions: [{ metric: "latency_ms", operator: "gt", value: "x" }] },
  ]);
  if (rule === undefined) throw new Error("no rule");
  expect(problemsOf([rule]).get(rule.key)).toContain("number");
  expect(problemsOf(readCriteria(stored)).size).toBe(0);
  const empty = {
    ...rule,
    conditions: [{ key: "1", metric: "json", path: "status", operator: "eq" as const, value: "ok" }],
  };
  expect(problemsOf([empty]).get(rule.key)).toContain("$");
});

test("a server's error finds its rule", () => {
  expect(ruleOfError("Rule 2, condition 1: unknown metric.")).toEqual({ index: 1, text: "Unknown metric." });
  expect(ruleOfError("Rule 1 needs a status.")).toEqual({ index: 0, text: "Needs a status." });
  expect(ruleOfError("Criteria are a list of at most 20 rules.")).toBeNull();
});

test("moving keeps the others in order", () => {
  const rules = readCriteria(stored);
  expect(moveRule(rules, 2, 0).map(({ status }) => status)).toEqual([
    "partial_outage",
    "major_outage",
    "degraded_performance",
  ]);
  expect(moveRule(rules, 0, 3)).toEqual(rules);
});

test("only limits that decide alone are drawn", () => {
  expect(thresholdsOf(readCriteria(stored)).map(({ ms, label }) => [ms, label])).toEqual([
    [1500, "partial outage above 1.5\u00a0s"],
  ]);
});
