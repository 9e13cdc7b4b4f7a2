import { expect, test } from "vitest";
import { Coalescer } from "./coalesce.ts";

/** Work whose runs end when told to. */
function work() {
  const runs: PromiseWithResolvers<number>[] = [];
  return {
    runs,
    start: () => {
      const run = Promise.withResolvers<number>();
      runs.push(run);
      return run.promise;
    },
  };
}

test("who asks while a run is under way shares one later run", async () => {
  const { runs, start } = work();
  const coalescer = new Coalescer<number>();
  const first = coalescer.run("k", start);
  const later = [coalescer.run("k", start), coalescer.run("k", start)];
  expect(runs).toHaveLength(1);
  runs[0]?.resolve(1);
  expect(await first).toBe(1);
  await expect.poll(() => runs.length).toBe(2);
  runs[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
});

test("different keys run side by side; a failure is its own", async () => {
  const { runs, start } = work();
  const coalescer = new Coalescer<number>();
  const a = coalescer.run("a", start);
  const b = coalescer.run("b", start);
  const afterA = coalescer.run("a", start);
  runs[0]?.reject(new Error("down"));
  await expect(a).rejects.toThrow("down");
  await expect.poll(() => runs.length).toBe(3);
  runs[1]?.resolve(1);
  runs[2]?.resolve(2);
  expect([await b, await afterA]).toEqual([1, 2]);
});
