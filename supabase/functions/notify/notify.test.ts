import { afterEach, describe, expect, it, vi } from "vitest";
import { contentOf, deliveryOf } from "./fixtures.ts";
import type { Channel, Delivery, Outcome } from "./message.ts";
import { type Queue, work } from "./notify.ts";

function queueOf(count: number): Queue & { readonly finished: Map<number, Outcome> } {
  const waiting = Array.from({ length: count }, (_, index) =>
    deliveryOf({ id: index + 1, notificationId: 1 + (index % 2) }),
  );
  const finished = new Map<number, Outcome>();
  return {
    finished,
    claim: async (rows) => waiting.splice(0, rows),
    dueIn: async () => (waiting.length > 0 ? 0 : null),
    contents: async (ids) => ids.map((notification_id) => contentOf({ notification_id })),
    prepare: async () => {},
    finish: async (results) => {
      for (const { delivery, outcome } of results) finished.set(delivery.id, outcome);
    },
  };
}

const channelOf = (send: (delivery: Delivery) => Promise<Outcome>): Channel => ({ send, close: () => {} });
const sent = async (): Promise<Outcome> => ({ outcome: "sent" });
const options = {
  lanes: 3,
  batch: 10,
  budgetMs: 1000,
  atMost: 1000,
  callNext: async () => {},
  endTurn: () => {},
  now: () => 0,
  log: () => {},
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a worker", () => {
  it("sends everything that is due and says what became of it", async () => {
    const queue = queueOf(95);
    const channel = channelOf(async ({ id }) =>
      id % 10 === 0
        ? { outcome: "retry", error: "busy" }
        : id === 1
          ? { outcome: "dead", error: "gone" }
          : { outcome: "sent" },
    );
    expect(await work({ ...options, queue, channels: { email: channel } })).toEqual({
      sent: 85,
      retried: 9,
      dead: 1,
      isDone: true,
    });
    expect(queue.finished.size).toBe(95);
  });

  it("stops claiming when its time is up, and finishes what it holds", async () => {
    let clock = 0;
    const queue = queueOf(100);
    const channel = channelOf(async () => {
      clock += 10;
      return { outcome: "sent" };
    });
    const worked = await work({
      ...options,
      lanes: 1,
      budgetMs: 250,
      now: () => clock,
      queue,
      channels: { email: channel },
    });
    expect(worked).toMatchObject({ sent: 30, isDone: false });
    expect(queue.finished.size).toBe(30);
  });

  it("has the next call made as soon as it has had its share, and only once", async () => {
    const queue = queueOf(100);
    let calls = 0;
    const callNext = async () => {
      calls += 1;
    };
    const worked = await work({ ...options, atMost: 45, callNext, queue, channels: { email: channelOf(sent) } });
    expect([worked, calls]).toEqual([{ sent: 45, retried: 0, dead: 0, isDone: false }, 1]);
  });

  it("waits for a channel whose rate is used up, not for a retry of later", async () => {
    const queue = queueOf(4);
    const answers = [queue.claim(2), [], queue.claim(2), []];
    const waits = [15, 60_000];
    const slow: Queue = {
      ...queue,
      claim: async () => (await answers.shift()) ?? [],
      dueIn: async () => waits.shift() ?? null,
    };
    const worked = await work({ ...options, lanes: 1, queue: slow, channels: { email: channelOf(sent) } });
    expect([worked.sent, worked.isDone, waits]).toEqual([4, true, []]);
  });

  it("a lane that finds nothing stops no other", async () => {
    const queue = queueOf(60);
    let claims = 0;
    const claim: Queue["claim"] = async (rows) => {
      claims += 1;
      return claims === 2 ? [] : queue.claim(rows);
    };
    const held: Queue = { ...queue, claim, dueIn: async () => null };
    expect(await work({ ...options, queue: held, channels: { email: channelOf(sent) } })).toMatchObject({ sent: 60 });
  });

  it("a channel that throws takes no other delivery along", async () => {
    const queue = queueOf(3);
    const lines: string[] = [];
    const channel = channelOf(({ id }) => (id === 2 ? Promise.reject(new Error("bug")) : sent()));
    await work({ ...options, queue, channels: { email: channel }, log: (line) => lines.push(line) });
    expect([...queue.finished.values()].map(({ outcome }) => outcome)).toEqual(["sent", "retry", "sent"]);
    expect(lines.join()).toContain("bug");
  });

  it("a channel that never answers holds up the lane no longer than its time", async () => {
    vi.useFakeTimers();
    const queue = queueOf(2);
    const channel = channelOf(({ id }) => (id === 1 ? sent() : new Promise(() => {})));
    const working = work({ ...options, queue, channels: { email: channel } });
    await vi.advanceTimersByTimeAsync(45_000);
    await working;
    expect([...queue.finished.values()].map(({ outcome }) => outcome)).toEqual(["sent", "retry"]);
  });

  it("what is sent leaves nothing that waits for its time to be over", async () => {
    vi.useFakeTimers();
    await work({ ...options, queue: queueOf(95), channels: { email: channelOf(sent) } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("asks once for what lanes that start together all send", async () => {
    const queue = queueOf(95);
    const contents = vi.spyOn(queue, "contents");
    await work({ ...options, queue, channels: { email: channelOf(sent) } });
    expect(contents.mock.calls).toEqual([[[1, 2]]]);
  });

  it("ends its turn before it has the next call made, and as soon as nothing is due", async () => {
    const events: string[] = [];
    const channel = channelOf(async () => {
      events.push("sent");
      return { outcome: "sent" };
    });
    const on = {
      callNext: async () => void events.push("next"),
      endTurn: () => void events.push("end"),
      channels: { email: channel },
    };
    await work({ ...options, ...on, lanes: 1, batch: 2, atMost: 2, queue: queueOf(3) });
    expect(events.splice(0)).toEqual(["sent", "sent", "end", "next"]);
    const hanging = channelOf(() => new Promise(() => {}));
    const ended = new Promise<void>((resolve) => {
      void work({ ...options, ...on, endTurn: resolve, channels: { email: hanging }, batch: 2, queue: queueOf(2) });
    });
    await ended;
  });

  it("what it is about was deleted meanwhile: there is nothing to say", async () => {
    const queue = { ...queueOf(1), contents: async () => [] };
    await work({ ...options, queue, channels: { email: channelOf(sent) } });
    expect(queue.finished.get(1)).toMatchObject({ outcome: "dead" });
  });
});
