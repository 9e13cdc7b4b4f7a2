import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Spool } from "./spool.ts";
import type { Result } from "./types.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heliograph-spool-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const result = (id: number): Result => ({
  schedule_id: id,
  checked_at: "2026-01-01T00:00:00.000Z",
  up: true,
  latency_ms: 1,
  status_code: 200,
  reason: null,
  timings: null,
  metrics: null,
});
const ids = (spool: Spool) => spool.peek()?.results.map((entry) => entry.schedule_id);

it("keeps results on disk until they are acknowledged", () => {
  const spool = new Spool(folder, 1e6);
  spool.append([result(1), result(2)]);
  expect(readdirSync(folder)).toHaveLength(1);
  const segment = spool.peek();
  expect(segment?.results).toHaveLength(2);
  spool.append([result(3)]);
  expect(spool.length).toBe(3);
  if (segment !== null) spool.acknowledge(segment);
  expect(ids(spool)).toEqual([3]);
});

it("finds what a killed process left, oldest first, and goes on after it", () => {
  const before = new Spool(folder, 1e6, 2);
  before.append([result(1), result(2), result(3)]);
  const after = new Spool(folder, 1e6, 2);
  expect(after.length).toBe(3);
  after.append([result(4)]);
  const seen: (number | undefined)[] = [];
  for (let segment = after.peek(); segment !== null; segment = after.peek()) {
    seen.push(...segment.results.map((entry) => entry.schedule_id));
    after.acknowledge(segment);
  }
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(readdirSync(folder)).toEqual([]);
});

it("drops a line that was cut off, keeps those before it", () => {
  new Spool(folder, 1e6).append([result(1)]);
  appendFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"schedule_id":2,"checked_');
  expect(ids(new Spool(folder, 1e6))).toEqual([1]);
});

it("says when it is full, and no longer when room was made", () => {
  const spool = new Spool(folder, 200, 2);
  spool.append([result(1), result(2)]);
  expect(spool.isFull).toBe(true);
  const segment = spool.peek();
  if (segment !== null) spool.acknowledge(segment);
  expect(spool.isFull).toBe(false);
  expect(spool.bytes).toBe(0);
});
