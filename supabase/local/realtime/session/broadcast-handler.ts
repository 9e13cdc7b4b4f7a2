import { BroadcastMessage } from "../protocol/broadcast-message.ts";
import type { Push } from "../protocol/frames.ts";
import { isRecord } from "../protocol/json.ts";
import type { HandledChannel } from "./parts.ts";

/** Broadcasts that clients push: size and rate, write right, fan-out, ack. */
export class BroadcastHandler {
  private readonly channel: HandledChannel;

  constructor(channel: HandledChannel) {
    this.channel = channel;
  }

  receive(push: Push): void {
    const { channel } = this;
    const { meters, settings } = channel.context;
    meters.events.add();
    if (meters.events.perSecond() > settings.limits.maxEventsPerSecond) {
      channel.shutDown("Too many messages per second");
      return;
    }
    const message = this.read(push);
    if (!message) return;
    const bytes = (message.content.relayed?.length ?? 0) + message.content.payload.length;
    if (bytes > settings.limits.maxPayloadBytes) {
      if (channel.request.ack) channel.session.reply(push, "error", '{"error":"payload_size_exceeded"}');
      return;
    }
    const rights = channel.joined?.rights;
    const known = rights?.knownWrite("broadcast");
    if (known === true) this.publish(push, message);
    // Without the right it is dropped without a word, even where an ack was asked for.
    else if (known === undefined) {
      void rights?.canWrite("broadcast").then((granted) => {
        if (granted && channel.isJoined) this.publish(push, message);
      });
    }
  }

  private read(push: Push): BroadcastMessage | null {
    const topic = this.channel.subTopic;
    if (push.kind === "broadcast") {
      const { event, encoding, payload } = push;
      return new BroadcastMessage({ topic, event, encoding, payload });
    }
    if (!isRecord(push.payload)) return null;
    const { event } = push.payload;
    return new BroadcastMessage({
      topic,
      event: typeof event === "string" ? event : "",
      encoding: "json",
      payload: Buffer.alloc(0),
      asText: true,
      relayed: JSON.stringify(push.payload),
    });
  }

  private publish(push: Push, message: BroadcastMessage): void {
    const { channel } = this;
    channel.context.rooms.publish(channel.room, message, channel.request.self ? undefined : channel);
    if (channel.request.ack) channel.session.reply(push, "ok", "{}");
  }
}
