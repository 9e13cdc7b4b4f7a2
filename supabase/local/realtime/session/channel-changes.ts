import { SubscriptionRefused } from "../changes/bindings.ts";
import type { Subscription } from "../changes/subscriptions.ts";
import { errorText } from "../log.ts";
import { joinErrors } from "../protocol/errors.ts";
import type { Identity } from "../tokens.ts";
import type { HandledChannel } from "./parts.ts";

const EXTENSION = "postgres_changes";

/** The postgres_changes subscription of one channel: made after the join, made again after a new token or a failure. */
export class ChannelChanges {
  private readonly channel: HandledChannel;
  private identity: Identity;
  private subscription: Subscription | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isEnded = false;
  /** Rises with every new attempt, so that one that was overtaken is dropped. */
  private attempt = 0;

  constructor(channel: HandledChannel, identity: Identity) {
    this.channel = channel;
    this.identity = identity;
  }

  /** Subscribes and tells the client how it went. */
  async start(): Promise<void> {
    try {
      if (await this.subscribe()) this.announce();
    } catch (error) {
      this.report(error);
    }
  }

  /** Subscribes before the join is answered. Throws the join's refusal. */
  async startBeforeReply(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(joinErrors.changesTimeout(timeoutMs)), timeoutMs);
    });
    try {
      await Promise.race([this.subscribe(), timeout]);
    } catch (error) {
      this.end();
      throw error instanceof SubscriptionRefused ? joinErrors.changesRefused(error.message) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  announce(): void {
    this.channel.system(EXTENSION, "ok", "Subscribed to PostgreSQL");
  }

  /** Subscribes again under new claims; the old subscription serves until then. */
  renew(identity: Identity): void {
    this.identity = identity;
    this.retryLater();
  }

  end(): void {
    this.isEnded = true;
    clearTimeout(this.timer);
    if (this.subscription) this.channel.context.changes.remove(this.subscription);
    this.subscription = null;
  }

  /** False when it was overtaken or the channel ended meanwhile. */
  private async subscribe(): Promise<boolean> {
    this.attempt += 1;
    const { attempt, identity, channel } = this;
    const checked = await channel.context.changes.check(channel.request.changes, identity);
    if (this.isEnded || attempt !== this.attempt) return false;
    if (this.subscription) {
      // Same bindings, new claims: nothing is missed and nothing comes twice.
      this.subscription.identity = identity;
      return true;
    }
    this.subscription = { ...checked, identity, deliver: (ids, data) => this.deliver(ids, data) };
    channel.context.changes.add(this.subscription);
    return true;
  }

  private deliver(ids: number[], data: string): void {
    const { channel } = this;
    if (!channel.isJoined) return;
    const { meters, settings } = channel.context;
    meters.events.add();
    if (meters.events.perSecond() > settings.limits.maxEventsPerSecond) {
      channel.shutDown("Too many messages per second");
      return;
    }
    channel.pushShared(EXTENSION, `{"ids":${JSON.stringify(ids)},"data":${data}}`);
  }

  private report(error: unknown): void {
    this.channel.system(EXTENSION, "error", errorText(error));
    if (!(error instanceof SubscriptionRefused)) this.retryLater();
  }

  private retryLater(): void {
    if (this.isEnded) return;
    clearTimeout(this.timer);
    const { resubscribeDelayMs } = this.channel.context.settings;
    this.timer = setTimeout(() => void this.start(), resubscribeDelayMs * (1 + 2 * Math.random()));
  }
}
