import { CallWindow } from "../limits.ts";
import type { TextPush } from "../protocol/frames.ts";
import { isRecord } from "../protocol/json.ts";
import type { HandledChannel } from "./parts.ts";

/** Presence of one channel instance. */
export class PresenceHandler {
  private readonly channel: HandledChannel;
  private readonly calls: CallWindow;
  /** Calls are answered in the order they came, also when the first waits for the policies. */
  private queue: Promise<void> = Promise.resolve();

  constructor(channel: HandledChannel) {
    this.channel = channel;
    const { limits } = channel.context.settings;
    this.calls = new CallWindow(limits.maxPresenceCallsPerChannel, limits.presenceCallsWindowMs);
  }

  receive(push: TextPush): void {
    const { channel } = this;
    const { meters, settings } = channel.context;
    meters.presence.add();
    if (meters.presence.perSecond() > settings.limits.maxPresenceEventsPerSecond) {
      channel.shutDown("Too many presence messages per second");
    } else if (!this.calls.take()) {
      channel.shutDown("Client presence rate limit exceeded");
    } else {
      this.queue = this.queue.then(() => this.handle(push));
    }
  }

  /** Sent after every join with presence enabled, also when nobody is there: clients hold back diffs until it comes. */
  sendState(): void {
    const { channel } = this;
    if (!channel.request.presence.isEnabled || !channel.joined?.rights.canReadPresence) return;
    channel.push("presence_state", channel.context.presence.state(channel.room));
  }

  end(): void {
    this.announce(this.channel.context.presence.untrack(this.channel.room, this.channel));
  }

  private async handle(push: TextPush): Promise<void> {
    const { channel } = this;
    const rights = channel.joined?.rights;
    if (!rights || channel.isEnded) return;
    const isAllowed = await rights.canWrite("presence");
    // Presence may have been off at the join; who tracks wants to see the others.
    await rights.loadPresence().catch(() => undefined);
    if (channel.isEnded) return;
    const body = isRecord(push.payload) ? push.payload : {};
    const action = typeof body.event === "string" ? body.event.toLowerCase() : "";
    if (!isAllowed || (action !== "track" && action !== "untrack")) {
      channel.session.reply(push, "error", "{}");
      return;
    }
    if (action === "untrack") {
      channel.session.reply(push, "ok", "{}");
      this.announce(channel.context.presence.untrack(channel.room, channel));
      return;
    }
    this.track(push, body.payload ?? {});
  }

  private track(push: TextPush, payload: unknown): void {
    const { channel } = this;
    if (!isRecord(payload)) {
      channel.session.reply(push, "error", '{"reason":"Presence track payload must be a map"}');
      return;
    }
    if (Buffer.byteLength(JSON.stringify(payload)) > channel.context.settings.limits.maxPayloadBytes) {
      channel.shutDown("Track message size exceeded");
      return;
    }
    channel.session.reply(push, "ok", "{}");
    this.announce(channel.context.presence.track(channel.room, channel, channel.presenceKey, payload));
  }

  private announce(diff: string | null): void {
    if (diff === null) return;
    for (const member of this.channel.context.rooms.members(this.channel.room)) member.sendPresenceDiff(diff);
  }
}
