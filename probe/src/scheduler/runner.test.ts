import { afterEach, expect, it, vi } from "vitest";
import { createRunner } from "./runner.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("a check that ignores its signal gives its place back", async () => {
  vi.useFakeTimers();
  const run = createRunner({
    canary: { isReachable: async () => true },
    checkerOf: () => () => new Promise(() => {}),
  });
  const lease = {
    schedule_id: 1,
    request_id: null,
    kind: "http" as const,
    config: {},
    timeout_ms: 1000,
    interval_seconds: 10,
    observe: [],
    allowed_networks: [],
  };
  const running = run(lease, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await running).toMatchObject({ up: false, reason: "timeout" });
});
