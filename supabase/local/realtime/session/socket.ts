import type { RawData, WebSocket } from "ws";
import type { Context } from "../context.ts";
import { errorText } from "../log.ts";
import type { OutboundFrame } from "../protocol/broadcast-message.ts";
import { decodeBinary, decodeText, encodeText, type Push, type TextPush, type Version } from "../protocol/frames.ts";
import type { Identity } from "../tokens.ts";
import { Channel } from "./channel.ts";
import { joinChannel } from "./join.ts";
import type { ChannelSocket } from "./parts.ts";

/** A reader this far behind is cut off before it fills our memory. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const TOPIC_PREFIX = "realtime:";
const SERVICE_RESTART = 1012;

/** One WebSocket: decodes frames, routes them to channels, owns the channels' lives. */
export class SocketSession implements ChannelSocket {
  readonly context: Context;
  readonly version: Version;
  readonly apiKey: { token: string; identity: Identity };
  readonly headersJson: string;
  readonly channels = new Map<string, Channel>();
  lastInboundAt = Date.now();
  private readonly webSocket: WebSocket;

  constructor(
    context: Context,
    webSocket: WebSocket,
    options: { version: Version; apiKey: { token: string; identity: Identity }; headersJson: string },
  ) {
    this.context = context;
    this.webSocket = webSocket;
    this.version = options.version;
    this.apiKey = options.apiKey;
    this.headersJson = options.headersJson;
    webSocket.on("message", (data, isBinary) => this.receive(data, isBinary));
    webSocket.on("close", () => this.end());
    webSocket.on("error", () => webSocket.terminate());
  }

  sendText(frame: Parameters<typeof encodeText>[1]): void {
    this.sendFrame({ data: Buffer.from(encodeText(this.version, frame)), isBinary: false });
  }

  sendFrame({ data, isBinary }: OutboundFrame): void {
    if (this.webSocket.readyState !== this.webSocket.OPEN) return;
    if (this.webSocket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.context.log("warning", "socket cut off, it reads too slowly");
      this.webSocket.terminate();
      return;
    }
    this.webSocket.send(data, { binary: isBinary });
  }

  reply(push: Push, status: "ok" | "error", response: string): void {
    const joinRef = push.topic === "phoenix" ? null : push.joinRef;
    const payload = `{"status":"${status}","response":${response}}`;
    this.sendText({ joinRef, ref: push.ref, topic: push.topic, event: "phx_reply", payload });
  }

  close(code: number): void {
    this.webSocket.close(code);
  }

  /** Sends the client away before a stop; it comes back by itself. */
  drain(): void {
    for (const channel of this.channels.values()) channel.system("system", "ok", "Server requested disconnect");
    this.close(SERVICE_RESTART);
  }

  terminate(): void {
    this.webSocket.terminate();
  }

  private receive(data: RawData, isBinary: boolean): void {
    this.lastInboundAt = Date.now();
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    const push = isBinary
      ? this.version === "2.0.0" && decodeBinary(bytes)
      : decodeText(this.version, bytes.toString("utf8"));
    if (push) this.receivePush(push);
  }

  /** Handles a decoded frame. Never throws. */
  receivePush(push: Push): void {
    try {
      this.route(push);
    } catch (error) {
      // One client's frame must not end the process for all.
      this.context.log("error", "a frame could not be handled", { error: errorText(error) });
    }
  }

  private route(push: Push): void {
    const channel = this.channels.get(push.topic);
    if (push.kind === "text" && push.topic === "phoenix" && push.event === "heartbeat") this.reply(push, "ok", "{}");
    else if (push.kind === "text" && push.event === "phx_join" && push.topic.startsWith(TOPIC_PREFIX)) this.join(push);
    // A stale or missing join_ref is tolerated: other SDKs than realtime-js rely on it.
    else if (channel) channel.receive(push);
    else if (push.event === "phx_leave") this.reply(push, "ok", "{}");
    else this.reply({ ...push, joinRef: null }, "error", '{"reason":"unmatched topic"}');
  }

  private join(push: TextPush): void {
    // Refused joins wait for their answer; who does not stop asking meanwhile is no client of ours.
    if (this.channels.size >= 2 * this.context.settings.limits.maxChannelsPerSocket) {
      this.context.log("warning", "socket cut off, it joins too much");
      this.terminate();
      return;
    }
    this.channels.get(push.topic)?.close();
    const channel = new Channel(this, push, push.topic.slice(TOPIC_PREFIX.length));
    this.channels.set(push.topic, channel);
    void joinChannel(this.context, channel);
  }

  private end(): void {
    for (const channel of this.channels.values()) channel.end();
    this.channels.clear();
    this.context.admitted.delete(this);
  }
}
