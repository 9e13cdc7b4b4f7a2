import { describe, expect, test } from "vitest";
import { type CheckResult, emptyLog, type LogEvent, type LogStream, logReducer } from "./log-stream.ts";

function row(second: number): CheckResult {
  return {
    monitor_id: "m",
    region_id: "local",
    checked_at: `2026-11-21T03:25:${String(second).padStart(2, "0")}.000000+00:00`,
    probe: "p",
    verdict: "operational",
    rule: 0,
    up: true,
    status_code: 200,
    latency_ms: second,
    dns_ms: 0,
    connect_ms: 0,
    tls_ms: 0,
    first_byte_ms: 0,
    reason: "",
    metrics: null,
  };
}

const newest = (...seconds: number[]): LogEvent => ({ type: "newest", rows: seconds.map(row), pageSize: 3 });
const run = (...events: LogEvent[]): LogStream => events.reduce(logReducer, emptyLog);
const seconds = (rows: readonly CheckResult[]) => rows.map(({ latency_ms }) => latency_ms);

describe("a live log", () => {
  test("puts new results on top, each once", () => {
    expect(seconds(run(newest(3, 2, 1), newest(5, 4, 3)).shown)).toEqual([5, 4, 3, 2, 1]);
  });

  test("holds new ones back while held and shows them on release", () => {
    const held = run(newest(3, 2, 1), { type: "hold" }, newest(4, 3, 2), newest(5, 4, 3));
    expect(seconds(held.shown)).toEqual([3, 2, 1]);
    expect(seconds(held.held)).toEqual([5, 4]);
    const released = logReducer(held, { type: "release" });
    expect(seconds(released.shown)).toEqual([5, 4, 3, 2, 1]);
    expect(released.held).toEqual([]);
  });

  test("starts anew where results were missed in between", () => {
    const state = run(newest(3, 2, 1), newest(30, 29, 28));
    expect(seconds(state.shown)).toEqual([30, 29, 28]);
    expect(state.isComplete).toBe(false);
  });

  test("knows when there is nothing older", () => {
    expect(run(newest(2, 1)).isComplete).toBe(true);
    expect(run(newest(3, 2, 1)).isComplete).toBe(false);
    const older: LogEvent = { type: "older", rows: [row(0)], pageSize: 3 };
    expect(run(newest(3, 2, 1), older).isComplete).toBe(true);
    expect(seconds(run(newest(3, 2, 1), older).shown)).toEqual([3, 2, 1, 0]);
  });

  test("stays the same object when nothing is new", () => {
    const state = run(newest(3, 2, 1));
    expect(logReducer(state, newest(3, 2, 1))).toBe(state);
    expect(logReducer(state, { type: "release" })).toBe(state);
  });
});
