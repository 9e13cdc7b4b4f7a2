import { expect, test } from "vitest";
import { readCriteria } from "./criteria.ts";
import { type Observed, verdictReason } from "./criteria-match.ts";
import { limitInWords } from "./limits.ts";

const nothing: Observed = { status_code: 200, latency_ms: 940, reason: null };
const rule = (conditions: object[], match = "any") =>
  readCriteria([{ status: "degraded_performance", match, conditions }])[0];
const slow = { metric: "latency_ms", operator: "gt", value: 800 };
const broken = { metric: "status_code", operator: "gte", value: 500 };
const old = { metric: "tls.days_left", operator: "lt", value: 7 };
const body = { metric: "body", operator: "not_contains", value: "approved" };

test.each([
  ["the check's own reason comes first", { ...nothing, reason: "connection_refused" }, [slow], "connection refused"],
  ["a limit", nothing, [slow], "slower than 800\u00a0ms"],
  ["exactly at the limit is not above it", { ...nothing, latency_ms: 800 }, [slow], null],
  ["a status code", { ...nothing, status_code: 504 }, [broken], "answered with status 504"],
  ["only the condition that held", nothing, [broken, slow], "slower than 800\u00a0ms"],
  [
    "a certificate",
    { ...nothing, metrics: { "tls.days_left": 3 } },
    [slow, old],
    "slower than 800\u00a0ms, certificate expires in 3 days",
  ],
  [
    "the only one that can have held",
    { ...nothing, latency_ms: 90 },
    [slow, body],
    "answer does not contain “approved”",
  ],
  ["two that can have held say nothing", { ...nothing, latency_ms: 90 }, [old, body], null],
  ["a rule that was changed since", { ...nothing, latency_ms: 90 }, [slow], null],
])("%s", (_, observed, conditions, expected) => {
  expect(verdictReason(observed, rule(conditions))).toBe(expected);
});

test("all conditions are told where all had to hold", () => {
  expect(verdictReason({ ...nothing, status_code: 504 }, rule([slow, broken], "all"))).toBe(
    "slower than 800\u00a0ms, answered with status 504",
  );
  expect(verdictReason(nothing, rule([slow, broken], "all"))).toBeNull();
});

test("no rule matched", () => {
  expect(verdictReason(nothing, undefined)).toBeNull();
});

test("limits are told as they were set", () => {
  expect(limitInWords(800)).toBe("800\u00a0ms");
  expect(limitInWords(1500)).toBe("1.5\u00a0s");
});
