import { getEventListeners } from "node:events";
import { afterEach, expect, it, vi } from "vitest";
import { within } from "./within.ts";

afterEach(() => vi.useRealTimers());

const aborted = (signal: AbortSignal) =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(Object(signal.reason).name)));

it("aborts after its time", async () => {
  expect(await within(5, aborted)).toBe("TimeoutError");
});

it("aborts when another does, also one that has already", async () => {
  const outer = new AbortController();
  const waiting = within(60_000, aborted, outer.signal);
  outer.abort();
  expect(await waiting).toBe("AbortError");
  expect(await within(60_000, async ({ aborted: is }) => is, outer.signal)).toBe(true);
});

it.each([
  ["has ended", async () => {}],
  ["has failed", () => Promise.reject(new Error("refused"))],
])("leaves nothing behind of what %s", async (_, run) => {
  vi.useFakeTimers();
  const outer = new AbortController();
  await within(60_000, run, outer.signal).catch(() => {});
  expect([vi.getTimerCount(), getEventListeners(outer.signal, "abort")]).toEqual([0, []]);
});
