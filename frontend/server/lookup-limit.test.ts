import { expect, test } from "vitest";
import { LookupLimit, TooManyLookups } from "./lookup-limit.ts";

function setUp() {
  let at = 0;
  const limit = new LookupLimit({ burst: 3, perSecond: 1, concurrent: 2, now: () => at });
  const ask = (slug: string, isFree = false) => limit.run(slug, isFree, async () => "asked").catch((error) => error);
  const pass = (ms: number) => {
    at += ms;
  };
  return { limit, ask, pass };
}

test("a page has an allowance that comes back with time", async () => {
  const { ask, pass } = setUp();
  for (let count = 0; count < 3; count += 1) expect(await ask("a")).toBe("asked");
  expect(await ask("a")).toBeInstanceOf(TooManyLookups);
  pass(999);
  expect(await ask("a")).toBeInstanceOf(TooManyLookups);
  pass(1);
  expect(await ask("a")).toBe("asked");
});

test("neither other pages nor what is known to exist pay for it", async () => {
  const { ask } = setUp();
  for (let count = 0; count < 4; count += 1) await ask("a");
  expect(await ask("b")).toBe("asked");
  expect(await ask("a", true)).toBe("asked");
});

test("only so many are under way together", async () => {
  const { limit, ask } = setUp();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const running = [limit.run("a", true, () => held), limit.run("b", true, () => held)];
  expect(await ask("c", true)).toBeInstanceOf(TooManyLookups);
  release();
  await Promise.all(running);
  expect(await ask("c", true)).toBe("asked");
});
