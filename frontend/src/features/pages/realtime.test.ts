import { describe, expect, test } from "vitest";
import { badNight, northwind } from "../../../e2e/support/northwind.ts";
import { liveReducer } from "./page-rules.ts";
import { initialLiveState, isRefetchDue, type LiveEvent } from "./realtime.ts";
import { isPageChange, type PageChange } from "./snapshot.ts";

const calm = northwind({ version: 12 });
const card = calm.components[0];
const start = initialLiveState(calm, null);
const live = liveReducer(liveReducer(start, { type: "joined" }), answered(null, 1_000));

function change(version: number, previous: number): PageChange {
  const next = northwind({ version, statuses: { "Card authorisation": "major_outage" } });
  return {
    version,
    previous_version: previous,
    generated_at: "2026-11-21T02:26:00.000Z",
    changes: {
      status: next.status,
      groups: [{ id: "group-1", status: "major_outage" }],
      components: [
        {
          id: card?.id ?? "",
          status: "major_outage",
          since: "2026-11-21T02:26:00.000Z",
          cause: "monitor",
          uptime: 99.9,
          today: "m",
          today_details: { uptime: 99.9, seconds: { major_outage: 60 } },
        },
      ],
    },
  };
}

function answered(snapshot: typeof calm | null, at: number, staleSince: number | null = null): LiveEvent {
  return { type: "answered", snapshot, staleSince, at };
}

describe("messages", () => {
  test("one that follows the known version is applied", () => {
    const next = liveReducer(live, { type: "message", message: change(13, 12), at: 5_000 });
    expect(next.snapshot.version).toBe(13);
    expect(next.snapshot.status.indicator).toBe("critical");
    expect(next.snapshot.components[0]).toMatchObject({ status: "major_outage", cause: "monitor" });
    expect(next.snapshot.components[1]).toBe(live.snapshot.components[1]);
    expect(next.snapshot.groups[0]?.status).toBe("major_outage");
    expect(next).toMatchObject({ currentAt: 5_000, announcement: "Card authorisation: major outage" });
    expect(isRefetchDue(next)).toBe(false);
  });

  test("today's bar, its detail and the uptime are what the message says", () => {
    const down = liveReducer(live, { type: "message", message: change(13, 12), at: 1 });
    const component = down.snapshot.components[0];
    expect(component?.uptime).toBe(99.9);
    expect(component?.days.statuses.slice(-2)).toBe("om");
    expect(component?.days.details[component.days.end]).toEqual({ uptime: 99.9, seconds: { major_outage: 60 } });
    expect(component).not.toHaveProperty("today");
    const message = change(14, 13);
    const [next] = message.changes?.components ?? [];
    if (next !== undefined) Object.assign(next, { status: "operational", today: "o", today_details: null });
    const up = liveReducer(down, { type: "message", message, at: 2 }).snapshot.components[0];
    expect(up?.days.statuses.slice(-1)).toBe("o");
    expect(up?.days.details).not.toHaveProperty(up?.days.end ?? "");
  });

  test.each([
    ["an older one", change(11, 10)],
    ["the same again", change(12, 11)],
  ])("%s is ignored", (_, message) => {
    expect(liveReducer(live, { type: "message", message, at: 9 })).toBe(live);
  });

  test.each([
    ["a skipped version", change(15, 14)],
    ["changes too large to send", { ...change(13, 12), changes: null }],
  ])("%s asks for a refetch and leaves the page as it is", (_, message) => {
    const next = liveReducer(live, { type: "message", message, at: 9 });
    expect(isRefetchDue(next)).toBe(true);
    expect(next.snapshot).toBe(live.snapshot);
    expect(next.currentAt).toBe(1_000);
  });

  test("a refetch that lags behind the socket leaves the refetch due; the right one ends it", () => {
    const gap = liveReducer(live, { type: "message", message: change(15, 14), at: 9 });
    const lagging = liveReducer(gap, answered(northwind({ version: 13 }), 10));
    expect(isRefetchDue(lagging)).toBe(true);
    expect(isRefetchDue(liveReducer(lagging, answered(northwind({ version: 15 }), 11)))).toBe(false);
  });
});

describe("answers", () => {
  test("an older snapshot than the page's is not taken", () => {
    const next = liveReducer(live, answered(northwind({ version: 11, statuses: badNight }), 5));
    expect(next.snapshot).toBe(live.snapshot);
  });

  test("a newer one announces what changed", () => {
    const next = liveReducer(
      live,
      answered(northwind({ version: 13, statuses: { Wallets: "degraded_performance" } }), 5),
    );
    expect(next.announcement).toBe("Wallets: degraded");
  });

  test("a copy nobody could confirm makes the page offline from then", () => {
    expect(liveReducer(live, answered(null, 90_000, 60_000))).toMatchObject({
      offlineSince: 60_000,
      currentAt: 60_000,
    });
  });

  test("unreachable: offline from the last moment it was known to be current", () => {
    const lost = liveReducer(live, { type: "lost" });
    const offline = liveReducer(lost, { type: "unreachable", at: 99_000 });
    expect(offline).toMatchObject({ offlineSince: 1_000, link: "reconnecting" });
    const later = liveReducer(offline, { type: "unreachable", at: 130_000 });
    expect(later.offlineSince).toBe(1_000);
    expect(liveReducer(later, answered(null, 140_000))).toMatchObject({ offlineSince: null, currentAt: 140_000 });
  });

  test("never confirmed: offline from the snapshot's own time", () => {
    expect(liveReducer(start, { type: "unreachable", at: 5 }).offlineSince).toBe(Date.parse(calm.generated_at));
  });
});

test("a heartbeat vouches for the page only while it is live and nothing is due", () => {
  expect(liveReducer(live, { type: "heartbeat", at: 7_000 }).currentAt).toBe(7_000);
  const gap = liveReducer(live, { type: "message", message: change(15, 14), at: 9 });
  expect(liveReducer(gap, { type: "heartbeat", at: 7_000 }).currentAt).toBe(1_000);
  expect(liveReducer(liveReducer(live, { type: "lost" }), { type: "heartbeat", at: 7_000 }).currentAt).toBe(1_000);
});

test.each([
  ["a change", change(13, 12), true],
  ["a change without details", { ...change(13, 12), changes: null }, true],
  ["text", "changed", false],
  ["no version", { changes: null }, false],
  ["another shape", { version: 2, previous_version: 1, changes: { components: [] } }, false],
])("payload guard: %s", (_, payload, expected) => {
  expect(isPageChange(payload)).toBe(expected);
});
