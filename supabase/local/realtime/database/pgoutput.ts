/**
 * Reader of pgoutput messages, protocol versions 1 and 2 without streaming.
 * https://www.postgresql.org/docs/17/protocol-logicalrep-message-formats.html
 *
 * Values stay the bytes Postgres sent. A library was tried first (pg-logical-replication): it turns them into
 * JavaScript values by type, which loses microseconds, big numbers and the text of JSON, all of which we pass on.
 */

/** A column's text form; null = SQL null, undefined = TOASTed value that did not change and was not sent. */
export type TupleValue = Buffer | null | undefined;
export type Tuple = TupleValue[];

interface RelationColumn {
  name: string;
  typeOid: number;
}

export interface Relation {
  oid: number;
  schema: string;
  table: string;
  columns: RelationColumn[];
}

export interface RowChange {
  relation: Relation;
  type: "INSERT" | "UPDATE" | "DELETE";
  newTuple: Tuple | null;
  /** Whole row (replica identity full), key only with other columns null, or null when Postgres sent none. */
  oldTuple: Tuple | null;
  oldKind: "full" | "key" | null;
}

export interface TransactionInfo {
  /** WAL position of the commit record. */
  lsn: bigint;
  /** Milliseconds since the epoch. */
  committedAt: number;
  xid: number;
}

/** Where decoded messages go, in commit order. */
export interface ReplicationSink {
  /** Rows of relations that nobody wants are not decoded. */
  wants(relation: Relation): boolean;
  relation(relation: Relation): void;
  begin(transaction: TransactionInfo): void;
  change(change: RowChange): void;
  commit(): void;
}

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** Feeds one connection's messages to a sink. Keeps the relations of that connection. */
export class PgoutputDecoder {
  private readonly sink: ReplicationSink;
  private readonly relations = new Map<number, Relation>();

  constructor(sink: ReplicationSink) {
    this.sink = sink;
  }

  /** Reads one message (the data part of XLogData). Types, origins, truncates and logical messages are passed over. */
  decode(message: Buffer): void {
    const cursor = new Cursor(message);
    switch (cursor.char()) {
      case "B":
        this.sink.begin({
          lsn: cursor.int64(),
          committedAt: POSTGRES_EPOCH_MS + Number(cursor.int64() / 1000n),
          xid: cursor.uint32(),
        });
        return;
      case "C":
        this.sink.commit();
        return;
      case "R":
        this.readRelation(cursor);
        return;
      case "I":
        this.readInsert(cursor);
        return;
      case "U":
        this.readUpdate(cursor);
        return;
      case "D":
        this.readDelete(cursor);
        return;
    }
  }

  private readRelation(cursor: Cursor): void {
    const oid = cursor.uint32();
    const schema = cursor.text() || "pg_catalog";
    const table = cursor.text();
    cursor.skip(1);
    const columns: RelationColumn[] = [];
    for (let left = cursor.uint16(); left > 0; left -= 1) {
      cursor.skip(1);
      const name = cursor.text();
      columns.push({ name, typeOid: cursor.uint32() });
      cursor.skip(4);
    }
    const relation = { oid, schema, table, columns };
    this.relations.set(oid, relation);
    this.sink.relation(relation);
  }

  private wanted(cursor: Cursor): Relation | null {
    const relation = this.relations.get(cursor.uint32());
    return relation && this.sink.wants(relation) ? relation : null;
  }

  private readInsert(cursor: Cursor): void {
    const relation = this.wanted(cursor);
    if (!relation) return;
    cursor.skip(1);
    this.sink.change({ relation, type: "INSERT", newTuple: cursor.tuple(), oldTuple: null, oldKind: null });
  }

  private readUpdate(cursor: Cursor): void {
    const relation = this.wanted(cursor);
    if (!relation) return;
    const mark = cursor.char();
    const oldKind = mark === "N" ? null : mark === "O" ? "full" : "key";
    const oldTuple = oldKind ? cursor.tuple() : null;
    if (oldKind) cursor.skip(1);
    this.sink.change({ relation, type: "UPDATE", newTuple: cursor.tuple(), oldTuple, oldKind });
  }

  private readDelete(cursor: Cursor): void {
    const relation = this.wanted(cursor);
    if (!relation) return;
    const oldKind = cursor.char() === "O" ? "full" : "key";
    this.sink.change({ relation, type: "DELETE", newTuple: null, oldTuple: cursor.tuple(), oldKind });
  }
}

class Cursor {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  skip(count: number): void {
    this.at += count;
  }

  char(): string {
    const value = String.fromCharCode(this.bytes.readUInt8(this.at));
    this.at += 1;
    return value;
  }

  uint16(): number {
    const value = this.bytes.readUInt16BE(this.at);
    this.at += 2;
    return value;
  }

  uint32(): number {
    const value = this.bytes.readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  int64(): bigint {
    const value = this.bytes.readBigInt64BE(this.at);
    this.at += 8;
    return value;
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    const value = this.bytes.toString("utf8", this.at, end);
    this.at = end + 1;
    return value;
  }

  tuple(): Tuple {
    const tuple: Tuple = [];
    for (let left = this.uint16(); left > 0; left -= 1) {
      const kind = this.char();
      if (kind === "n") tuple.push(null);
      else if (kind === "u") tuple.push(undefined);
      else {
        const length = this.uint32();
        tuple.push(this.bytes.subarray(this.at, this.at + length));
        this.at += length;
      }
    }
    return tuple;
  }
}
