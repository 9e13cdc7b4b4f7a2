import { expect, it } from "vitest";
import { Turns } from "./turns.ts";

it("one has its turn, one waits for it, and who comes besides is not needed", async () => {
  const turns = new Turns(60_000);
  const endFirst = await turns.take();
  const second = turns.take();
  expect([await turns.take(), await turns.take()]).toEqual([null, null]);
  endFirst?.();
  const endSecond = await second;
  expect(endSecond).toBeTypeOf("function");
  const third = turns.take();
  endSecond?.();
  expect(await third).toBeTypeOf("function");
});

it("a turn that does not end holds up the next for a while only", async () => {
  const turns = new Turns(10);
  await turns.take();
  expect(await turns.take()).toBeTypeOf("function");
});

it("a turn that another has overtaken ends nothing but itself", async () => {
  const turns = new Turns(10);
  const endHanging = await turns.take();
  await turns.take();
  endHanging?.();
  let isThirdIn = false;
  const third = turns.take().then(() => {
    isThirdIn = true;
  });
  await Promise.resolve();
  expect(isThirdIn).toBe(false);
  await third;
});
