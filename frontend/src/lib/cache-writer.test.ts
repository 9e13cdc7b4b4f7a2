import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CacheWriter } from "./cache-writer.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const writer = new CacheWriter(new QueryClient());
  const apply = vi.fn();
  const write = (key: string, atMostEveryMs: number) => writer.write([{ queryKey: [key], atMostEveryMs, apply }]);
  return { writer, apply, write };
}

test("a change without a limit is carried out each time", () => {
  const { apply, write } = setUp();
  write("a", 0);
  write("a", 0);
  expect(apply).toHaveBeenCalledTimes(2);
});

test("a burst is carried out at once and once more at the end of its time", () => {
  const { apply, write } = setUp();
  for (let count = 0; count < 5; count += 1) write("a", 1000);
  expect(apply).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(999);
  expect(apply).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(apply).toHaveBeenCalledTimes(2);
});

test("keys do not slow each other", () => {
  const { apply, write } = setUp();
  write("a", 1000);
  write("b", 1000);
  expect(apply).toHaveBeenCalledTimes(2);
});

test("an urgent change takes the place of a waiting one", () => {
  const { apply, write } = setUp();
  write("a", 1000);
  write("a", 1000);
  write("a", 0);
  expect(apply).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(apply).toHaveBeenCalledTimes(2);
});

test("nothing happens after closing", () => {
  const { writer, apply, write } = setUp();
  write("a", 1000);
  write("a", 1000);
  writer.close();
  vi.advanceTimersByTime(5000);
  expect(apply).toHaveBeenCalledTimes(1);
});
