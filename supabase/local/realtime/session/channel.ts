import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import type { BroadcastMessage } from "../protocol/broadcast-message.ts";
import type { Push, TextPush } from "../protocol/frames.ts";
import { type JoinRequest, parseJoin } from "../protocol/join.ts";
import { roomKey } from "../rooms.ts";
import { BroadcastHandler } from "./broadcast-handler.ts";
import type { ChannelSocket, HandledChannel, Membership } from "./parts.ts";
import { PresenceHandler } from "./presence-handler.ts";
import { TokenHandler } from "./token-handler.ts";

type State = "joining" | "joined" | "ended";

/** A join takes a few seconds at most; what floods it meanwhile is dropped. */
const MAX_HELD = 1_000;

/** One topic on one socket, from phx_join to phx_close. */
export class Channel implements HandledChannel {
  readonly session: ChannelSocket;
  readonly context: Context;
  readonly topic: string;
  readonly subTopic: string;
  readonly joinPush: TextPush;
  readonly request: JoinRequest;
  readonly room: string;
  readonly presenceKey: string;
  private state: State = "joining";
  private membership: Membership | null = null;
  private held: (Push | BroadcastMessage)[] = [];
  private readonly replayed = new Set<string>();
  private readonly broadcasts: BroadcastHandler;
  private readonly presence: PresenceHandler;
  private readonly tokens: TokenHandler;

  constructor(session: ChannelSocket, joinPush: TextPush, subTopic: string) {
    this.session = session;
    this.context = session.context;
    this.joinPush = joinPush;
    this.topic = joinPush.topic;
    this.subTopic = subTopic;
    this.request = parseJoin(joinPush.payload);
    this.room = roomKey(subTopic, this.request.isPrivate);
    this.presenceKey = this.request.presence.key ?? randomUUID();
    this.broadcasts = new BroadcastHandler(this);
    this.presence = new PresenceHandler(this);
    this.tokens = new TokenHandler(this);
  }

  get isEnded(): boolean {
    return this.state === "ended";
  }

  get isJoined(): boolean {
    return this.state === "joined";
  }

  get joined(): Membership | null {
    return this.membership;
  }

  /** From here on broadcasts to the room are kept for it; they go out once the join is answered. */
  enterRoom(membership: Membership): void {
    this.membership = membership;
    this.context.rooms.join(this.room, this);
  }

  /** Answers the join and sends what was held: replayed messages, then live ones, then the presence state. */
  completeJoin(replayed: BroadcastMessage[]): void {
    if (this.isEnded) return;
    this.state = "joined";
    const changes = this.request.changes.map(({ id, requested }) => JSON.stringify({ ...requested, id }));
    this.session.reply(this.joinPush, "ok", `{"postgres_changes":[${changes.join(",")}]}`);
    for (const message of replayed) {
      if (message.id) this.replayed.add(message.id);
      const frame = message.replayFrame(this.session.version, this.joinPush.joinRef);
      if (frame) this.session.sendFrame(frame);
    }
    const held = this.held;
    this.held = [];
    for (const item of held) if (!("kind" in item)) this.deliver(item);
    this.presence.sendState();
    this.tokens.watchExpiry();
    for (const item of held) if ("kind" in item) this.receive(item);
  }

  deliver(message: BroadcastMessage): void {
    if (!this.membership?.rights.canReadBroadcast) return;
    if (this.state === "joining") {
      this.hold(message);
      return;
    }
    // Replay and the live stream may both carry a message.
    if (message.id !== undefined && this.replayed.delete(message.id)) return;
    const frame = message.frame(this.session.version);
    if (frame) this.session.sendFrame(frame);
  }

  receive(push: Push): void {
    if (this.state === "joining") {
      // As in the real server, where a join holds up the socket: first its answer, then the next push.
      this.hold(push);
      return;
    }
    if (push.event === "phx_leave") {
      this.session.reply(push, "ok", "{}");
      this.close();
      return;
    }
    if (push.kind === "broadcast" || push.event === "broadcast") this.broadcasts.receive(push);
    else if (push.event === "presence") this.presence.receive(push);
    else if (push.event === "access_token") this.tokens.receive(push);
  }

  private hold(item: Push | BroadcastMessage): void {
    if (this.held.length < MAX_HELD) this.held.push(item);
  }

  push(event: string, payload: string, ref: string | null = null): void {
    this.session.sendText({ joinRef: this.joinPush.joinRef, ref, topic: this.topic, event, payload });
  }

  pushShared(event: string, payload: string): void {
    this.session.sendText({ joinRef: null, ref: null, topic: this.topic, event, payload });
  }

  sendPresenceDiff(diff: string): void {
    if (this.isJoined && this.membership?.rights.canReadPresence) this.pushShared("presence_diff", diff);
  }

  system(extension: string, status: "ok" | "error", message: string): void {
    if (this.isEnded) return;
    this.push("system", JSON.stringify({ extension, status, message, channel: this.subTopic }));
  }

  shutDown(message: string): void {
    this.system("system", "error", message);
    this.close();
  }

  fail(message: string): void {
    if (this.isEnded) return;
    this.system("system", "error", message);
    this.push("phx_error", "{}", this.joinPush.joinRef);
    this.end();
  }

  /** Ends the channel and tells the client. */
  close(): void {
    if (this.isEnded) return;
    this.end();
    this.push("phx_close", "{}", this.joinPush.joinRef);
  }

  /** Ends a channel whose join was refused; pushes that waited for it get the answer of a topic that is not joined. */
  refuseJoin(reason: string): void {
    this.session.reply(this.joinPush, "error", JSON.stringify({ reason }));
    const held = this.held;
    this.end();
    for (const item of held) if ("kind" in item) this.session.receivePush(item);
  }

  /** Ends the channel without a word. */
  end(): void {
    if (this.isEnded) return;
    this.state = "ended";
    this.held = [];
    this.context.rooms.leave(this.room, this);
    this.presence.end();
    this.tokens.end();
    this.membership?.changes?.end();
    if (this.session.channels.get(this.topic) === this) this.session.channels.delete(this.topic);
  }
}
