import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Logs } from "./logs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heliograph-logs-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a log that grows while the stack runs is cut, and nobody else may read it", async () => {
  const logs = await Logs.open(folder, ["gateway"], 100);
  const write = logs.writer("gateway");
  for (let count = 0; count < 50; count += 1) write(`line ${count} of a flood`);
  await logs.close();
  const path = join(folder, "logs", "gateway.log");
  const [now, before] = await Promise.all([stat(path), stat(`${path}.1`)]);
  expect(now.size + before.size).toBeLessThan(400);
  expect(now.mode & 0o077).toBe(0);
  expect(await readFile(path, "utf8")).toContain("line 49");
});
