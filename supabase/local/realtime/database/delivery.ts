import { errorText, type Log } from "../log.ts";
import { type DatabaseMessage, missedSince, RecentIds } from "./messages.ts";
import type { Pool } from "./pool.ts";

/** Brings messages from realtime.messages to `publish`: each once, in order, also across a lost stream. */
export class MessageDelivery {
  private readonly options: { pool: Pool; log: Log; publish: (message: DatabaseMessage) => void };
  private readonly recent = new RecentIds();
  /** Messages of a new stream, kept back while those sent before it began are fetched. */
  private held: DatabaseMessage[] | null = null;

  constructor(options: { pool: Pool; log: Log; publish: (message: DatabaseMessage) => void }) {
    this.options = options;
  }

  receive(message: DatabaseMessage): void {
    if (this.held) this.held.push(message);
    else this.deliver(message);
  }

  /** A new stream is up: fetches what was inserted since, of which there was no stream to tell. */
  async catchUp(since: Date): Promise<void> {
    this.held ??= [];
    try {
      for (const message of await missedSince(this.options.pool, since)) this.deliver(message);
    } catch (error) {
      this.options.log("warning", "messages sent while the stream was down were not delivered", {
        error: errorText(error),
      });
    }
    const held = this.held;
    this.held = null;
    for (const message of held ?? []) this.deliver(message);
  }

  private deliver(item: DatabaseMessage): void {
    const { id } = item.message;
    if (id === undefined || this.recent.add(id)) this.options.publish(item);
  }
}
