import { afterEach, expect, it, vi } from "vitest";
import { inBackground } from "./background.ts";

afterEach(() => vi.unstubAllGlobals());

it("keeps the platform waiting for the work, and only for as long", async () => {
  const waited: Promise<unknown>[] = [];
  vi.stubGlobal("EdgeRuntime", { waitUntil: (work: Promise<unknown>) => waited.push(work) });
  const { promise, resolve } = Promise.withResolvers<void>();
  inBackground(promise, () => {});
  expect(waited).toHaveLength(1);
  resolve();
  await waited[0];
});

it("writes into the log what goes wrong, where there is no such platform too", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  inBackground(Promise.reject(new Error("no database")), resolve);
  expect(JSON.parse(await promise)).toMatchObject({ level: "error", error: expect.stringContaining("no database") });
});
