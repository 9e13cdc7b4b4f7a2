import { expect, it, vi } from "vitest";
import { Once } from "./once.ts";

it("is fetched once for all who need it at the same time, and not again later", async () => {
  const answer = Promise.withResolvers<void>();
  const fetch = vi.fn((_: readonly number[]) => answer.promise);
  const once = new Once<number>();
  const needed = [once.need([1, 2, 1], fetch), once.need([2, 3], fetch), once.need([1], fetch)];
  answer.resolve();
  await Promise.all(needed);
  await once.need([1, 2, 3], fetch);
  expect(fetch.mock.calls).toEqual([[[1, 2]], [[3]]]);
});

it("nobody goes on before it is there", async () => {
  const answer = Promise.withResolvers<void>();
  const once = new Once<number>();
  const events: string[] = [];
  const first = once.need([1], async () => {
    await answer.promise;
    events.push("there");
  });
  const second = once.need([1], () => Promise.reject(new Error("asked twice"))).then(() => events.push("goes on"));
  answer.resolve();
  await Promise.all([first, second]);
  expect(events).toEqual(["there", "goes on"]);
});

it("what failed is told to all who waited, and fetched anew", async () => {
  const once = new Once<number>();
  const fail = () => Promise.reject(new Error("gone"));
  const results = await Promise.allSettled([once.need([1], fail), once.need([1], fail)]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const fetch = vi.fn(async () => {});
  await once.need([1], fetch);
  expect(fetch).toHaveBeenCalledOnce();
});
