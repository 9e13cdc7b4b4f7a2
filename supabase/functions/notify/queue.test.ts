import { createClient } from "@supabase/supabase-js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Database } from "../_shared/db/database.types.ts";
import { deliveryOf } from "./fixtures.ts";
import type { Outcome } from "./message.ts";
import { Providers } from "./providers.ts";
import { createQueue } from "./queue.ts";

const Sent = z.object({ results: z.array(z.looseObject({ delivery_id: z.number() })) });

/** A queue whose database refuses every batch with one of these deliveries. */
function setup(refused: readonly number[] = []) {
  const batches: z.infer<typeof Sent>["results"][] = [];
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    const { results } = Sent.parse(JSON.parse(String(init?.body)));
    const isRefused = results.some(({ delivery_id }) => refused.includes(delivery_id));
    if (isRefused) return Response.json({ code: "22P05", message: "unsupported" }, { status: 400 });
    batches.push(results);
    return Response.json(results.length);
  };
  const lines: string[] = [];
  const client = createClient<Database>("http://localhost", "key", { global: { fetch } });
  const queue = createQueue(client, new Providers(), ["email"], (line) => lines.push(line));
  const finish = (outcomes: readonly Outcome[]) =>
    queue.finish(outcomes.map((outcome, index) => ({ delivery: deliveryOf({ id: index + 1 }), outcome })));
  return { finish, batches, lines };
}

describe("what is said of deliveries", () => {
  it.each<[string, Outcome, object]>([
    ["NUL", { outcome: "dead", error: "a\0b" }, { error: "ab" }],
    ["NUL in an id", { outcome: "sent", providerId: "\0<1>" }, { provider_id: "<1>" }],
    ["half a character", { outcome: "retry", error: "x\ud83d" }, { error: "x\ufffd" }],
    [
      "a character that the cut halves",
      { outcome: "retry", error: `${"x".repeat(499)}😀` },
      { error: `${"x".repeat(499)}\ufffd` },
    ],
    [
      "an id without end",
      { outcome: "sent", providerId: "x".repeat(10_000) },
      { provider_id: "x".repeat(200), confirms_subscription: false },
    ],
    [
      "a wait of ages",
      { outcome: "retry", error: "", retryAfterSeconds: Number("9".repeat(40)) },
      { retry_after_seconds: 86_400 },
    ],
    [
      "a wait without end",
      { outcome: "retry", error: "", retryAfterSeconds: Number.POSITIVE_INFINITY },
      { retry_after_seconds: 86_400 },
    ],
    ["no number", { outcome: "retry", error: "", retryAfterSeconds: Number.NaN }, { retry_after_seconds: null }],
  ])("is storable: %s", async (_, outcome, row) => {
    const { finish, batches } = setup();
    await finish([outcome]);
    expect(batches).toMatchObject([[{ outcome: outcome.outcome, ...row }]]);
  });

  it("one row that the database refuses takes no other along", async () => {
    const { finish, batches, lines } = setup([2]);
    await finish([{ outcome: "sent" }, { outcome: "sent" }, { outcome: "sent" }]);
    expect(batches.flat().map(({ delivery_id }) => delivery_id)).toEqual([1, 3]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ message: "not recorded", deliveryId: 2 }]);
  });
});

it("the providers of an organization are asked for once, and again when that failed", async () => {
  const answers = [500, 200];
  const asked: unknown[] = [];
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    asked.push(JSON.parse(String(init?.body)));
    return Response.json([], { status: answers.shift() ?? 200 });
  };
  const client = createClient<Database>("http://localhost", "key", { global: { fetch } });
  const queue = createQueue(client, new Providers(), ["email"], () => {});
  await expect(queue.prepare(["a"])).rejects.toBeDefined();
  await Promise.all([queue.prepare(["a"]), queue.prepare(["a", "b"])]);
  await queue.prepare(["a", "b"]);
  expect(asked).toEqual([["a"], ["a"], ["b"]].map((organization_ids) => ({ organization_ids })));
});
