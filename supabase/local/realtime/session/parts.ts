import type { Context } from "../context.ts";
import type { OutboundFrame } from "../protocol/broadcast-message.ts";
import type { encodeText, Push, Version } from "../protocol/frames.ts";
import type { JoinRequest } from "../protocol/join.ts";
import type { Member } from "../rooms.ts";
import type { Identity } from "../tokens.ts";
import type { ChannelRights } from "./rights.ts";

/*
 * What the parts of a session know of each other, apart from the classes: a channel has handlers and sits on a socket,
 * handlers work for their channel, and a socket makes its channels.
 */

/** A socket as its channels see it. */
export interface ChannelSocket {
  readonly context: Context;
  readonly version: Version;
  /** What the API key of the connection stands for. */
  readonly apiKey: { token: string; identity: Identity };
  /** JSON text of the handshake's x- headers. */
  readonly headersJson: string;
  /** By topic. */
  readonly channels: Map<string, HandledChannel>;
  /** `payload` is JSON text. */
  sendText(frame: Parameters<typeof encodeText>[1]): void;
  sendFrame(frame: OutboundFrame): void;
  reply(push: Push, status: "ok" | "error", response: string): void;
  receivePush(push: Push): void;
  close(code: number): void;
}

/** What a join gave a channel. */
export interface Membership {
  rights: ChannelRights;
  identity: Identity;
  token: string;
  changes: { renew(identity: Identity): void; end(): void } | null;
}

/** A channel as its handlers see it. */
export interface HandledChannel extends Member {
  readonly session: ChannelSocket;
  readonly context: Context;
  /** With `realtime:`, as frames carry it. */
  readonly topic: string;
  /** Without, as SQL and REST know it. */
  readonly subTopic: string;
  readonly request: JoinRequest;
  readonly room: string;
  readonly presenceKey: string;
  readonly isJoined: boolean;
  readonly isEnded: boolean;
  readonly joined: Membership | null;
  /** Sends an event that belongs to this join. `payload` is JSON text. */
  push(event: string, payload: string): void;
  /** Sends an event that is the same for every member. */
  pushShared(event: string, payload: string): void;
  system(extension: string, status: "ok" | "error", message: string): void;
  /** Ends the channel with a reason the app sees; the client does not rejoin. */
  shutDown(message: string): void;
  /** Ends the channel so that the client rejoins: for faults that pass. */
  fail(message: string): void;
}
