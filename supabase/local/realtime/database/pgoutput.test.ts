import { expect, test } from "vitest";
import { PgoutputDecoder, type ReplicationSink, type RowChange } from "./pgoutput.ts";

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function i64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function column(name: string): Buffer {
  return Buffer.concat([Buffer.from([0]), Buffer.from(`${name}\0`), u32(25), u32(0xffffffff)]);
}

/** A tuple of texts, nulls, and undefined for an unchanged TOAST value. */
function tuple(...values: (string | null | undefined)[]): Buffer {
  const parts = values.map((value) => {
    if (value === null) return Buffer.from("n");
    if (value === undefined) return Buffer.from("u");
    return Buffer.concat([Buffer.from("t"), u32(Buffer.byteLength(value)), Buffer.from(value)]);
  });
  return Buffer.concat([u16(values.length), ...parts]);
}

const relation = Buffer.concat([
  Buffer.from("R"),
  u32(7),
  Buffer.from("public\0items\0d"),
  u16(2),
  column("id"),
  column("v"),
]);

function decode(messages: Buffer[], isWanted = true) {
  const log: string[] = [];
  const changes: RowChange[] = [];
  const sink: ReplicationSink = {
    wants: () => isWanted,
    relation: ({ schema, table, columns }) => log.push(`${schema}.${table}(${columns.map(({ name }) => name).join()})`),
    begin: ({ lsn, committedAt, xid }) => log.push(`begin ${lsn} ${new Date(committedAt).toISOString()} ${xid}`),
    change: (change) => {
      log.push(change.type);
      changes.push(change);
    },
    commit: () => log.push("commit"),
  };
  const decoder = new PgoutputDecoder(sink);
  for (const message of messages) decoder.decode(message);
  return { log, changes };
}

function texts(values: RowChange["newTuple"]): (string | null | undefined)[] | undefined {
  return values?.map((value) => value?.toString() ?? (value === null ? null : undefined));
}

test("a transaction with insert, updates and delete", () => {
  const { log, changes } = decode([
    Buffer.concat([Buffer.from("B"), i64(99n), i64(86_400_000_000n), u32(5)]),
    relation,
    Buffer.concat([Buffer.from("I"), u32(7), Buffer.from("N"), tuple("1", "ü")]),
    Buffer.concat([Buffer.from("U"), u32(7), Buffer.from("N"), tuple("1", undefined)]),
    Buffer.concat([Buffer.from("U"), u32(7), Buffer.from("K"), tuple("1", null), Buffer.from("N"), tuple("2", "b")]),
    Buffer.concat([Buffer.from("D"), u32(7), Buffer.from("O"), tuple("2", "b")]),
    Buffer.from("C"),
  ]);
  expect(log).toEqual([
    "begin 99 2000-01-02T00:00:00.000Z 5",
    "public.items(id,v)",
    "INSERT",
    "UPDATE",
    "UPDATE",
    "DELETE",
    "commit",
  ]);
  const [insert, update, keyUpdate, remove] = changes;
  expect(texts(insert?.newTuple ?? null)).toEqual(["1", "ü"]);
  expect(texts(update?.newTuple ?? null)).toEqual(["1", undefined]);
  expect([update?.oldKind, keyUpdate?.oldKind, remove?.oldKind]).toEqual([null, "key", "full"]);
  expect(texts(keyUpdate?.oldTuple ?? null)).toEqual(["1", null]);
});

test("rows nobody wants, unknown relations, truncates and other messages are passed over", () => {
  const insert = Buffer.concat([Buffer.from("I"), u32(7), Buffer.from("N"), tuple("1", "a")]);
  expect(decode([relation, insert], false).changes).toEqual([]);
  expect(decode([insert, Buffer.from("T\0\0\0\0\0"), Buffer.from("Y"), Buffer.from("M")]).log).toEqual([]);
});
