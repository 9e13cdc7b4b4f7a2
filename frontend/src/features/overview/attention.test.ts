import { expect, test } from "vitest";
import { type AttentionInput, attentionItems } from "./attention.ts";

const now = Date.parse("2026-11-21T03:25:00Z");
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

function input(changes: Partial<AttentionInput>): AttentionInput {
  return {
    incidents: [],
    alerts: [],
    components: [],
    monitors: [],
    regions: [],
    probes: [],
    regionNames: new Map(),
    reasonText: (reason) => reason.replaceAll("_", " "),
    now,
    ...changes,
  };
}

function component(id: string, status: AttentionInput["components"][number]["status"], minutes: number) {
  return { id, name: id.toUpperCase(), status, status_since: ago(minutes), status_cause: "monitor" } as const;
}

test("nothing wrong needs nobody; maintenance neither", () => {
  const components = [component("a", "operational", 60), component("b", "under_maintenance", 60)];
  expect(attentionItems(input({ components }))).toEqual([]);
});

test("the worst is on top, of equals the one that has lasted longest", () => {
  const components = [
    component("a", "degraded_performance", 90),
    component("b", "major_outage", 5),
    component("c", "major_outage", 40),
  ];
  expect(attentionItems(input({ components })).map(({ title }) => title)).toEqual([
    "C: major outage",
    "B: major outage",
    "A: degraded",
  ]);
});

test("says where it is seen from, and why", () => {
  const regions = [
    { monitor_id: "m", component_id: "a", region_id: "fra", status: "major_outage", reason: "connection_refused" },
    { monitor_id: "m", component_id: "a", region_id: "dub", status: "operational", reason: null },
  ] as const;
  const regionNames = new Map([
    ["fra", "Frankfurt"],
    ["dub", "Dublin"],
  ]);
  const components = [component("a", "major_outage", 5)];
  const [item] = attentionItems(input({ components, regions, regionNames }));
  expect(item?.detail).toBe("Seen from Frankfurt: connection refused.");
});

test("a status set by hand says so", () => {
  const components = [{ ...component("a", "partial_outage", 5), status_cause: "manual" as const }];
  expect(attentionItems(input({ components }))[0]?.detail).toBe("Set by the team.");
});

test("a monitor has two minutes for its first result, and a paused one is left alone", () => {
  const components = [component("a", "operational", 60)];
  const monitor = { id: "m", component_id: "a", name: "Ping", status: "unknown", paused_at: null } as const;
  const young = { ...monitor, status_since: new Date(now - 119_000).toISOString() };
  const old = { ...monitor, status_since: ago(2) };
  expect(attentionItems(input({ components, monitors: [young] }))).toEqual([]);
  expect(attentionItems(input({ components, monitors: [{ ...old, paused_at: ago(3) }] }))).toEqual([]);
  expect(attentionItems(input({ components, monitors: [old] }))).toHaveLength(1);
});

test("a component whose checks are all paused has no data on purpose", () => {
  const components = [component("a", "unknown", 60)];
  const monitor = { component_id: "a", name: "Ping", status: "unknown", status_since: ago(60) } as const;
  const paused = { ...monitor, id: "m1", paused_at: ago(60) };
  const active = { ...monitor, id: "m2", paused_at: null };
  expect(attentionItems(input({ components, monitors: [paused] }))).toEqual([]);
  expect(attentionItems(input({ components, monitors: [paused, active] }))).toHaveLength(1);
});

test("a component that is named already does not come again for its monitor", () => {
  const components = [component("a", "unknown", 10)];
  const monitors = [
    { id: "m", component_id: "a", name: "Ping", status: "unknown", status_since: ago(10), paused_at: null },
  ] as const;
  expect(attentionItems(input({ components, monitors })).map(({ key }) => key)).toEqual(["component:a"]);
});

test("a silent probe says who still checks from there", () => {
  const probe = (id: string, isAlive: boolean) => ({
    id,
    name: id,
    region_name: "São Paulo",
    last_seen_at: ago(4),
    is_alive: isAlive,
  });
  const alone = attentionItems(input({ probes: [probe("p1", false)] }));
  expect(alone[0]?.detail).toContain("No other probe checks from São Paulo.");
  const helped = attentionItems(input({ probes: [probe("p1", false), probe("p2", true)] }));
  expect(helped).toHaveLength(1);
  expect(helped[0]?.detail).toContain("1 more probe checks from São Paulo.");
});

test("an incident stands for the components it decides, and for no other", () => {
  const components = [
    { ...component("a", "partial_outage", 5), status_cause: "incident" as const },
    component("b", "major_outage", 5),
  ];
  const incident = {
    id: "i",
    title: "Declines",
    status: "partial_outage",
    detail: "Identified.",
    since: ago(30),
  } as const;
  const items = attentionItems(
    input({ components, incidents: [{ ...incident, componentIds: ["a", "b"], isDraft: false }] }),
  );
  expect(items.map(({ key }) => key)).toEqual(["component:b", "incident:i"]);
  expect(items[1]?.target).toEqual({ kind: "incident", incidentId: "i", isDraft: false });
});

test("an alert that nobody acknowledged comes with its component's line, and leads to the alerts", () => {
  const components = [component("a", "major_outage", 10), component("b", "degraded_performance", 30)];
  const alerts = [
    {
      componentId: "a",
      componentName: "A",
      count: 1,
      status: "major_outage",
      detail: "Open for 9 min.",
      since: ago(9),
    },
    { componentId: "b", componentName: "B", count: 2, status: "degraded_performance", detail: "", since: ago(9) },
  ] as const;
  const items = attentionItems(input({ components, alerts }));
  expect(items.map(({ key }) => key)).toEqual(["component:a", "alert:a", "component:b", "alert:b"]);
  expect(items[1]).toMatchObject({
    title: "Nobody has acknowledged the alert on A",
    detail: "Open for 9 min.",
    target: { kind: "alerts" },
  });
  expect(items[3]?.title).toBe("Nobody has acknowledged the 2 alerts on B");
});
