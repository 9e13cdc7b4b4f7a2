import type { BroadcastMessage } from "./protocol/broadcast-message.ts";

/** A channel as rooms see it. */
export interface Member {
  deliver(message: BroadcastMessage): void;
  /** `diff` is the payload of a `presence_diff` as JSON text. */
  sendPresenceDiff(diff: string): void;
}

/** Public and private channels of one name are separate rooms. */
export function roomKey(topic: string, isPrivate: boolean): string {
  return `${isPrivate ? "private" : "public"}:${topic}`;
}

/** Who is in which room. */
export class Rooms {
  private readonly rooms = new Map<string, Set<Member>>();
  private readonly onDeliver: (count: number) => void;

  constructor(onDeliver: (count: number) => void) {
    this.onDeliver = onDeliver;
  }

  join(key: string, member: Member): void {
    const room = this.rooms.get(key);
    if (room) room.add(member);
    else this.rooms.set(key, new Set([member]));
  }

  leave(key: string, member: Member): void {
    const room = this.rooms.get(key);
    room?.delete(member);
    if (room?.size === 0) this.rooms.delete(key);
  }

  members(key: string): Iterable<Member> {
    return this.rooms.get(key) ?? [];
  }

  has(key: string): boolean {
    return this.rooms.has(key);
  }

  /** Hands a message to every member but `except`. */
  publish(key: string, message: BroadcastMessage, except?: Member): void {
    const room = this.rooms.get(key);
    if (!room) return;
    for (const member of room) {
      if (member !== except) member.deliver(message);
    }
    this.onDeliver(room.size);
  }
}
