import { DatabaseUnavailable, QueryCancelled } from "../database/pool.ts";
import { errorText } from "../log.ts";
import { DATABASE_UNREACHABLE } from "../protocol/errors.ts";
import type { TextPush } from "../protocol/frames.ts";
import { isRecord } from "../protocol/json.ts";
import type { HandledChannel, Membership } from "./parts.ts";

const MAX_WATCH_MS = 5 * 60_000;

/** New access tokens on a joined channel, and the end of the one it has. */
export class TokenHandler {
  private readonly channel: HandledChannel;
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(channel: HandledChannel) {
    this.channel = channel;
  }

  receive(push: TextPush): void {
    const token = isRecord(push.payload) ? push.payload.access_token : null;
    // realtime-js sends the API key, or null, when nobody is signed in.
    if (typeof token !== "string" || token.startsWith("sb_")) return;
    this.queue = this.queue.then(() => this.accept(token));
  }

  /** Looks at the clock when the token ends, and at least every five minutes. */
  watchExpiry(): void {
    clearTimeout(this.timer);
    const membership = this.channel.joined;
    if (!membership || this.channel.isEnded) return;
    const leftMs = Math.max(0, membership.identity.expiresAt * 1000 - Date.now());
    this.timer = setTimeout(
      () => {
        const expiry = this.channel.context.tokens.expiry(membership.identity);
        if (expiry.ok) this.watchExpiry();
        else this.channel.shutDown(expiry.message);
      },
      Math.min(leftMs, MAX_WATCH_MS),
    );
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private async accept(token: string): Promise<void> {
    const { channel } = this;
    const membership = channel.joined;
    if (!membership || channel.isEnded || token === membership.token) return;
    const result = await channel.context.tokens.verify(token);
    if (!result.ok) {
      channel.shutDown(result.message);
      return;
    }
    try {
      const { identity } = result;
      const { headersJson } = channel.session;
      const { lostSome } = await membership.rights.renew({ identity, headersJson });
      this.judge(membership, lostSome);
      membership.identity = identity;
      membership.token = token;
    } catch (error) {
      this.failed(error);
    }
    if (channel.isEnded) return;
    this.watchExpiry();
    membership.changes?.renew(membership.identity);
  }

  private judge({ rights }: Membership, lostSome: boolean): void {
    const { channel } = this;
    if (!rights.canReadAnything) {
      channel.shutDown(`You do not have permissions to read from this Channel topic: ${channel.subTopic}`);
    } else if (lostSome) {
      channel.shutDown(`You no longer have permission to read from this Channel topic: ${channel.subTopic}`);
    }
  }

  /** The database could not be asked. phx_error, not phx_close: the client must come back when it can be. */
  private failed(error: unknown): void {
    const { channel } = this;
    if (error instanceof QueryCancelled) channel.fail("Query was cancelled, please try again");
    else if (error instanceof DatabaseUnavailable) channel.fail(DATABASE_UNREACHABLE);
    else {
      channel.context.log("error", "token could not be checked", { error: errorText(error) });
      channel.fail(errorText(error));
    }
  }
}
