import { BroadcastMessage } from "../protocol/broadcast-message.ts";
import type { ReplayRequest } from "../protocol/join.ts";
import type { Relation, RowChange, Tuple } from "./pgoutput.ts";
import { type Pool, withDeadline } from "./pool.ts";

/** A message and the room it belongs to. */
export interface DatabaseMessage {
  message: BroadcastMessage;
  topic: string;
  isPrivate: boolean;
}

const DEADLINE_MS = 6_000;
const REMEMBERED_IDS = 2_000;

/** realtime.messages or one of its daily partitions, under whose names rows arrive. */
export function isMessages(relation: Relation): boolean {
  return relation.schema === "realtime" && /^messages(_\d{4}_\d\d_\d\d)?$/.test(relation.table);
}

/** The broadcast an inserted row of realtime.messages stands for; null when a member it needs is null. */
export function fromInsert(change: RowChange): DatabaseMessage | null {
  if (change.type !== "INSERT" || !change.newTuple) return null;
  const text = columnReader(change.relation, change.newTuple);
  const id = text("id")?.toString();
  const topic = text("topic")?.toString();
  const event = text("event")?.toString();
  const isPrivate = text("private")?.toString();
  if (id === undefined || topic === undefined || event === undefined || isPrivate === undefined) return null;
  const json = text("payload");
  const bytes = text("binary_payload");
  if (json === undefined && bytes === undefined) return null;
  const message = new BroadcastMessage({
    topic,
    event,
    encoding: json ? "json" : "binary",
    payload: json ?? fromHex(bytes?.toString() ?? ""),
    meta: { id },
  });
  return { message, topic, isPrivate: isPrivate === "t" };
}

function columnReader(relation: Relation, tuple: Tuple): (name: string) => Buffer | undefined {
  return (name) => tuple[relation.columns.findIndex((column) => column.name === name)] ?? undefined;
}

/** bytea in its text form `\x…`. */
function fromHex(text: string): Buffer {
  return Buffer.from(text.slice(2), "hex");
}

interface MessageRow {
  id: string;
  topic: string;
  event: string;
  private: boolean;
  payload: string | null;
  bytes: string | null;
}

function fromRow(row: MessageRow, isReplayed: boolean): DatabaseMessage {
  const message = new BroadcastMessage({
    topic: row.topic,
    event: row.event,
    encoding: row.payload === null ? "binary" : "json",
    payload: row.payload === null ? Buffer.from(row.bytes ?? "", "hex") : Buffer.from(row.payload),
    meta: isReplayed ? { id: row.id, replayed: true } : { id: row.id },
  });
  return { message, topic: row.topic, isPrivate: row.private };
}

/** Stored messages of a private topic, newest `limit`, oldest first. Throws DatabaseUnavailable, QueryCancelled. */
export async function replay(pool: Pool, topic: string, request: ReplayRequest): Promise<BroadcastMessage[]> {
  const since = new Date(request.sinceMs).toISOString();
  const rows = await withDeadline(
    pool<MessageRow[]>`
      select id::text, topic, event, private, payload::text, encode(binary_payload, 'hex') as bytes
      from realtime.messages
      where topic = ${topic} and private and extension = 'broadcast' and event is not null
        and (payload is not null or binary_payload is not null)
        and inserted_at >= ${since}::timestamptz at time zone 'utc' and inserted_at < now() + interval '1 minute'
      order by inserted_at desc limit ${request.limit}`,
    DEADLINE_MS,
  );
  return rows.reverse().map((row) => fromRow(row, true).message);
}

/**
 * Messages inserted since then. The caller drops those that it, or the new stream, has already delivered.
 */
export async function missedSince(pool: Pool, since: Date): Promise<DatabaseMessage[]> {
  const rows = await withDeadline(
    pool<MessageRow[]>`
      select id::text, topic, event, private, payload::text, encode(binary_payload, 'hex') as bytes
      from realtime.messages
      where event is not null and (payload is not null or binary_payload is not null) and private is not null
        and inserted_at >= ${since.toISOString()}::timestamptz at time zone 'utc'
      order by inserted_at limit ${REMEMBERED_IDS}`,
    DEADLINE_MS,
  );
  return rows.map((row) => fromRow(row, false));
}

/** Ids of the last messages delivered, so that none is delivered twice after a reconnect. */
export class RecentIds {
  private readonly ids = new Set<string>();

  /** Remembers an id; false when it was known already. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > REMEMBERED_IDS) {
      const [oldest] = this.ids;
      if (oldest !== undefined) this.ids.delete(oldest);
    }
    return true;
  }
}
