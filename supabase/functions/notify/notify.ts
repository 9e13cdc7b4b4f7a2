import type { Channels } from "./channels/registry.ts";
import type { Content, Delivery, Outcome } from "./message.ts";

/** The database, as this function needs it. */
export interface Queue {
  /** Leases up to `rows` deliveries that are due. */
  claim(rows: number): Promise<readonly Delivery[]>;
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
  /** No new batch is claimed after this (ms since the start), because a function may only live so long. */
  readonly budgetMs: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What one call did; `isDone` false means there was no time for the rest. */
export interface Worked {
  readonly sent: number;
  readonly retried: number;
  readonly dead: number;
  readonly isDone: boolean;
}

/** Sends what is due until nothing is, or the time is up. */
export async function work(options: WorkOptions): Promise<Worked> {
  const { queue, lanes, batch, budgetMs, now } = options;
  const contents = new Map<string, Content>();
  const counts = { sent: 0, retry: 0, dead: 0 };
  const endsAt = now() + budgetMs;
  let isDone = false;

  async function contentOf(deliveries: readonly Delivery[]): Promise<void> {
    const missing = [
      ...new Set(deliveries.filter((each) => !contents.has(keyOf(each))).map((each) => each.notificationId)),
    ];
    if (missing.length === 0) return;
    for (const content of await queue.contents(missing)) {
      contents.set(`${content.notification_id} ${content.status_page_id}`, content);
    }
  }

  async function lane(): Promise<void> {
    while (!isDone && now() < endsAt) {
      const deliveries = await queue.claim(batch);
      if (deliveries.length === 0) {
        isDone = true;
        return;
      }
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

  await Promise.all(Array.from({ length: lanes }, lane));
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
    return await channel.send(delivery, content, AbortSignal.timeout(sendTimeoutMs));
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
