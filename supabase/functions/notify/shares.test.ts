import { expect, it } from "vitest";
import type { Queue } from "./notify.ts";
import { workInShares } from "./shares.ts";

it("of calls that come while one works, one waits for it and the others are not needed", async () => {
  const claims: PromiseWithResolvers<readonly []>[] = [];
  const queue: Queue = {
    claim: () => {
      claims.push(Promise.withResolvers());
      return claims.at(-1)?.promise ?? Promise.resolve([]);
    },
    dueIn: async () => null,
    contents: async () => [],
    prepare: async () => {},
    finish: async () => {},
  };
  // Both shares claim once a run; all is done when the first claim finds nothing.
  const call = () => workInShares({ channels: {}, queueOf: () => queue, callNext: async () => {}, log: () => {} });
  const first = call();
  await expect.poll(() => claims.length).toBe(2);
  const second = call();
  await Promise.all([call(), call()]);
  expect(claims).toHaveLength(2);
  for (const claim of claims) claim.resolve([]);
  await first;
  await expect.poll(() => claims.length).toBe(4);
  for (const claim of claims) claim.resolve([]);
  expect(await second).toMatchObject([{ isDone: true }, { isDone: true }]);
});
