import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createLogger } from "../daemon/logger.ts";
import { createMetrics } from "../daemon/metrics.ts";
import { Reporter } from "./reporter.ts";
import { Spool } from "./spool.ts";
import { type Backend, BackendError, type Result } from "./types.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-reporter-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const result = (id: number): Result => ({
  schedule_id: id,
  checked_at: "2026-01-01T00:00:00.000Z",
  up: true,
  latency_ms: 1,
  status_code: null,
  reason: null,
  timings: null,
  metrics: null,
});

it("a result the database refuses does not take the batch with it", async () => {
  const stored: number[] = [];
  let calls = 0;
  const backend: Backend = {
    register: async () => {},
    lease: async () => [],
    release: async () => {},
    async report(results) {
      calls += 1;
      const ids = results.map(({ schedule_id }) => schedule_id ?? 0);
      if (ids.includes(13)) throw new BackendError("unsupported Unicode escape sequence", "22P05", false);
      stored.push(...ids);
      return { accepted: ids.length, duplicates: 0, rejected: 0 };
    },
  };
  const lines: string[] = [];
  const logger = createLogger((line) => lines.push(line));
  const spool = new Spool(folder, 1e6);
  const reporter = new Reporter({ backend, spool, logger, metrics: createMetrics(), gatherMs: 1 });
  for (let id = 1; id <= 100; id += 1) reporter.add(result(id));
  await reporter.drain(AbortSignal.timeout(2_000));
  expect(stored.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, index) => index + 1).filter((id) => id !== 13),
  );
  expect(calls).toBeLessThan(20);
  expect(lines.join()).toContain("result refused");
  expect(spool.length).toBe(0);
});
