import { expect, test } from "vitest";
import { spanRuns } from "./status-spans.ts";

test("spans that follow each other are one run with the worst status", () => {
  const runs = spanRuns(
    [
      { status: "degraded_performance", start: 500, end: 600 },
      { status: "degraded_performance", start: 100, end: 200 },
      { status: "partial_outage", start: 205, end: 300 },
    ],
    10,
  );
  expect(runs.map(({ status, start, end }) => [status, start, end])).toEqual([
    ["partial_outage", 100, 300],
    ["degraded_performance", 500, 600],
  ]);
  expect(runs[0]?.spans).toHaveLength(2);
});

test("a gap larger than allowed begins another run", () => {
  const spans = [
    { status: "major_outage" as const, start: 0, end: 10 },
    { status: "major_outage" as const, start: 21, end: 30 },
  ];
  expect(spanRuns(spans, 11)).toHaveLength(1);
  expect(spanRuns(spans, 10)).toHaveLength(2);
});
