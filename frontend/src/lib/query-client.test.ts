import { QueryObserver } from "@tanstack/react-query";
import { expect, it, onTestFinished, test, vi } from "vitest";
import { createQueryClient } from "./query-client.ts";
import { currentToasts } from "./toasts.ts";

it("asks again when a change comes while a query is asked for the first time", async () => {
  const client = createQueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryKey = ["a"];
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(client, { queryKey, queryFn });
  const stop = observer.subscribe(() => {});
  const isDone = client.invalidateQueries({ queryKey });
  expect(answers).toHaveLength(1);
  answers[0]?.("before the change");
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.("after it");
  await isDone;
  expect(observer.getCurrentResult().data).toBe("after it");
  stop();
});

it("asks once for what is there already", async () => {
  const client = createQueryClient();
  let asked = 0;
  const queryKey = ["a"];
  const observer = new QueryObserver(client, { queryKey, queryFn: async () => ++asked });
  const stop = observer.subscribe(() => {});
  await expect.poll(() => observer.getCurrentResult().data).toBe(1);
  await client.invalidateQueries({ queryKey });
  expect(observer.getCurrentResult().data).toBe(2);
  stop();
});

test("whatever a plan refuses is told with the way to the plans", async () => {
  vi.stubGlobal("location", { pathname: "/orgs/northwind/components/new", search: "", hash: "" });
  onTestFinished(() => void vi.unstubAllGlobals());
  const refusal = { code: "HG402", message: "Your plan allows 20 components.", details: "components", hint: "" };
  const client = createQueryClient();
  const mutation = client.getMutationCache().build(client, { mutationFn: () => Promise.reject(refusal) });
  await expect(mutation.execute(undefined)).rejects.toBe(refusal);
  expect(currentToasts()).toMatchObject([{ link: { href: "/orgs/northwind/settings/plan" } }]);
});
