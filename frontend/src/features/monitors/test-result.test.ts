import { expect, test } from "vitest";
import { readTestOutcome, timingsOf } from "./test-result.ts";

test("a probe's answer, phases that did not happen are null", () => {
  const outcome = readTestOutcome({
    up: false,
    reason: "unexpected_status",
    metrics: null,
    timings: { dns: null, tls: null, connect: 0.54, first_byte: 2.44 },
    latency_ms: 3.15,
    status_code: 503,
  });
  if (outcome === null) throw new Error("not read");
  expect(timingsOf(outcome)).toEqual([
    { name: "Connect", ms: 0.54 },
    { name: "First byte", ms: 2.44 },
  ]);
  expect(readTestOutcome({ reason: "x" })).toBeNull();
});
