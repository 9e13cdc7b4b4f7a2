import { setTimeout as delay } from "node:timers/promises";
import type { Channels } from "./channels/registry.ts";
import type { Content, Delivery, Outcome } from "./message.ts";
import { Once } from "./once.ts";
import { within } from "./within.ts";

/** The database, as this function needs it. */
export interface Queue {
  /** Leases up to `rows` deliveries that are due. */
  claim(rows: number): Promise<readonly Delivery[]>;
  /** How long until there is something to claim, in ms: a retry, or a channel whose rate is used up. Null when nothing waits. */
  dueIn(): Promise<number | null>;
  contents(notificationIds: readonly number[]): Promise<readonly Content[]>;
  /** Loads what is needed to send for these organizations. */
  prepare(organizationIds: readonly string[]): Promise<void>;
  finish(results: readonly { readonly delivery: Delivery; readonly outcome: Outcome }[]): Promise<void>;
}

export interface WorkOptions {
  readonly queue: Queue;
  readonly channels: Channels;
  /** Lanes that claim, send and finish on their own: while one waits for the database, the others send. */
  readonly lanes: number;
  /** Deliveries a lane holds at once; as many may be sent twice when the worker is killed. */
  readonly batch: number;
  /** No new batch is claimed after this (ms since the start), because a function may only live so long … */
  readonly budgetMs: number;
  /** … nor after so many deliveries, because it may only compute so long. */
  readonly atMost: number;
  /** Has the function called once more; called as soon as it is known that this call will not do everything. */
  readonly callNext: () => Promise<void>;
  /** Called as soon as this call will find no more: another may begin while it sends what it has. */
  readonly endTurn: () => void;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What one call did; `isDone` false means that the next call does the rest. */
export interface Worked {
  readonly sent: number;
  readonly retried: number;
  readonly dead: number;
  readonly isDone: boolean;
}

/** Waiting for less than this is cheaper than a call of its own. */
const patienceMs = 2000;

/** Sends what is due until nothing is, or this call has had its share. */
export async function work(options: WorkOptions): Promise<Worked> {
  const { queue, lanes, batch, budgetMs, atMost, callNext, endTurn, now } = options;
  const contents = new Map<string, Content>();
  const asked = new Once<number>();
  const counts = { sent: 0, retry: 0, dead: 0 };
  const endsAt = now() + budgetMs;
  let left = atMost;
  let isDone = true;

  function contentOf(deliveries: readonly Delivery[]): Promise<void> {
    return asked.need(
      deliveries.map(({ notificationId }) => notificationId),
      async (missing) => {
        for (const content of await queue.contents(missing)) {
          contents.set(`${content.notification_id} ${content.status_page_id}`, content);
        }
      },
    );
  }

  async function claim(): Promise<readonly Delivery[]> {
    while (isDone) {
      const rows = Math.min(batch, left);
      if (rows < 1 || now() >= endsAt) {
        isDone = false;
        endTurn();
        await callNext();
        break;
      }
      left -= rows;
      const deliveries = await queue.claim(rows);
      left += rows - deliveries.length;
      if (deliveries.length > 0) return deliveries;
      const wait = await queue.dueIn();
      if (wait === null || wait > patienceMs) {
        endTurn();
        break;
      }
      await delay(Math.max(wait, 20));
    }
    return [];
  }

  async function lane(first: readonly Delivery[]): Promise<void> {
    for (let deliveries = first; deliveries.length > 0; deliveries = await claim()) {
      await Promise.all([
        contentOf(deliveries),
        queue.prepare([...new Set(deliveries.map((each) => each.organizationId))]),
      ]);
      const results = await Promise.all(
        deliveries.map(async (delivery) => ({
          delivery,
          outcome: await send(options, delivery, contents.get(keyOf(delivery))),
        })),
      );
      await queue.finish(results);
      for (const { outcome } of results) counts[outcome.outcome] += 1;
    }
  }

  // The first claim turns events into deliveries; before it has, other lanes would find nothing.
  const first = await claim();
  await Promise.all([
    lane(first),
    ...Array.from({ length: first.length > 0 ? lanes - 1 : 0 }, async () => lane(await claim())),
  ]);
  return { sent: counts.sent, retried: counts.retry, dead: counts.dead, isDone };
}

function keyOf(delivery: Delivery): string {
  return `${delivery.notificationId} ${delivery.statusPageId}`;
}

const sendTimeoutMs = 45_000;

async function send(
  { channels, log }: WorkOptions,
  delivery: Delivery,
  content: Content | undefined,
): Promise<Outcome> {
  // What it is about was deleted meanwhile.
  if (content === undefined) return { outcome: "dead", error: "nothing to say any more" };
  const channel = channels[delivery.channel];
  if (channel === undefined) return { outcome: "retry", error: "no such channel" };
  try {
    // Whether or not the channel minds the signal: who only dribbles must not hold the lane.
    return await within(sendTimeoutMs, (signal) =>
      Promise.race([channel.send(delivery, content, signal), overdue(signal)]),
    );
  } catch (error) {
    log(
      JSON.stringify({
        level: "error",
        message: "channel failed",
        channel: delivery.channel,
        deliveryId: delivery.id,
        error: String(error),
      }),
    );
    return { outcome: "retry", error: "internal" };
  }
}

function overdue(signal: AbortSignal): Promise<Outcome> {
  const outcome: Outcome = { outcome: "retry", error: "took too long" };
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(outcome), { once: true }));
}
