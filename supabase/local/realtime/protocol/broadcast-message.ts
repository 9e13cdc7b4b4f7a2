import { type Encoding, encodeBroadcast, encodeText, type Version } from "./frames.ts";
import { parseJson } from "./json.ts";

/** One frame ready for a socket. Text must leave as a text frame: realtime-js throws on JSON in a binary one. */
export interface OutboundFrame {
  data: Buffer;
  isBinary: boolean;
}

interface Content {
  /** Sub-topic, without `realtime:`. */
  topic: string;
  event: string;
  encoding: Encoding;
  /** UTF-8 JSON text, or bytes. */
  payload: Buffer;
  /** Value of `meta`, for messages from the database and REST calls with an id. */
  meta?: { id: string; replayed?: true };
  /** Version 2 sockets get text instead of kind 4: batch REST and messages that came from version 1. */
  asText?: boolean;
  /** The whole payload object as JSON text, relayed as it came from a version 1 socket. */
  relayed?: string;
}

/**
 * A broadcast on its way to many sockets. Each form is encoded once, when the first socket needs it, and the same
 * Buffer goes to all of them.
 */
export class BroadcastMessage {
  readonly content: Content;
  private readonly frames = new Map<Version, OutboundFrame | null>();

  constructor(content: Content) {
    this.content = content;
  }

  /** Id of the row in realtime.messages, if it has one. */
  get id(): string | undefined {
    return this.content.meta?.id;
  }

  /** The frame for sockets of this version; null when the version cannot carry the message (bytes on version 1). */
  frame(version: Version): OutboundFrame | null {
    let frame = this.frames.get(version);
    if (frame === undefined) {
      frame = this.encode(version, null);
      this.frames.set(version, frame);
    }
    return frame;
  }

  /** As frame(), for replay: text for JSON, carrying the channel's join_ref. */
  replayFrame(version: Version, joinRef: string | null): OutboundFrame | null {
    return this.encode(version, joinRef);
  }

  private encode(version: Version, joinRef: string | null): OutboundFrame | null {
    const { content } = this;
    const topic = `realtime:${content.topic}`;
    if (version === "2.0.0" && !content.asText) {
      const metadata = content.meta ? JSON.stringify(content.meta) : "";
      const data = encodeBroadcast({ ...content, topic, metadata });
      if (data) return { data, isBinary: true };
    }
    if (content.encoding === "binary") return null;
    const payload = content.relayed ?? this.payloadObject(version);
    if (payload === null) return null;
    const text = encodeText(version, { joinRef, ref: null, topic, event: "broadcast", payload });
    return { data: Buffer.from(text), isBinary: false };
  }

  private payloadObject(version: Version): string | null {
    const { event, payload, meta } = this.content;
    const text = payload.toString("utf8");
    // A version 2 sender's JSON was never parsed; spliced into a frame unparsed, garbage would break the frame itself.
    if (version === "1.0.0" && parseJson(text) === undefined) return null;
    const suffix = meta ? `,"meta":${JSON.stringify(meta)}` : "";
    return `{"type":"broadcast","event":${JSON.stringify(event)},"payload":${text}${suffix}}`;
  }
}
