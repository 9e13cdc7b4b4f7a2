import { expect, test } from "vitest";
import { ByteCache } from "./byte-cache.ts";

test("what was used last stays, up to the bytes", () => {
  const cache = new ByteCache<string>(3_000);
  for (const key of ["a", "b", "c"]) cache.set(key, key, 700);
  expect(cache.get("a")).toBe("a");
  cache.set("d", "d", 700);
  expect([cache.get("a"), cache.get("b"), cache.get("c"), cache.get("d")]).toEqual(["a", undefined, "c", "d"]);
});

test("a value that is replaced counts once", () => {
  const cache = new ByteCache<number>(10_000);
  for (let value = 0; value < 100; value += 1) cache.set("same", value, 1_000);
  expect(cache.get("same")).toBe(99);
  expect(cache.bytes).toBeLessThan(2_000);
});

test("names without values do not fill memory", () => {
  const cache = new ByteCache<null>(100_000);
  for (let number = 0; number < 10_000; number += 1) cache.set(`made up ${number}`, null, 0);
  expect(cache.bytes).toBeLessThanOrEqual(100_000);
});

test("what is larger than everything is not kept", () => {
  const cache = new ByteCache<string>(1_000);
  cache.set("big", "big", 5_000);
  expect([cache.get("big"), cache.bytes]).toEqual([undefined, 0]);
});
