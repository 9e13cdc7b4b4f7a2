import { expect, test } from "vitest";
import { matchesNow, replayInWords } from "./criteria-words.ts";

const state = (region_id: string, rule: number, reason: string, status_code: number) => ({
  monitor_id: "m",
  component_id: "c",
  region_id,
  status: "major_outage" as const,
  status_since: "",
  verdict: "major_outage" as const,
  rule,
  last_checked_at: "",
  latency_ms: 1,
  p95_ms: 1,
  status_code,
  reason,
});

test("the matching rule says where and why", () => {
  const states = [
    state("fra", 1, "unexpected_status", 503),
    state("dub", 1, "unexpected_status", 503),
    state("lon", 2, "timeout", 0),
  ];
  const nameOf = (id: string) => id.toUpperCase();
  expect(matchesNow(1, states, nameOf, [])).toBe("Matches now in FRA and DUB: answered with status 503");
  expect(matchesNow(3, states, nameOf, [])).toBeNull();
});

test("a replay in words", () => {
  expect(replayInWords([])).toContain("No checks");
  expect(replayInWords([{ status: "operational", checks: 1200 }])).toBe(
    "All 1,200 checks of the last 24 h would have been operational.",
  );
  expect(
    replayInWords([
      { status: "operational", checks: 1188 },
      { status: "major_outage", checks: 12 },
    ]),
  ).toBe("Of 1,200 checks of the last 24 h these rules make 12 major outage and 1,188 operational.");
});
