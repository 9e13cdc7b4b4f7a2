import type { ChangeType } from "./bindings.ts";
import type { ColumnInfo } from "./catalogue.ts";
import { type JsonRow, pick, smallValues } from "./record.ts";

export interface ChangeHeader {
  schema: string;
  table: string;
  type: ChangeType;
  /** UTC with milliseconds and Z. */
  commitTimestamp: string;
}

const SMALL_VALUE_BYTES = 64;

/** `data` of a postgres_changes event as JSON text: `record` and/or `old_record` limited to `columns`. */
export function dataJson(
  header: ChangeHeader,
  columns: ColumnInfo[],
  newRow: JsonRow | null,
  oldRow: JsonRow | null,
  maxBytes: number,
): string {
  const names = columns.map(({ name }) => name);
  const size = rowBytes(newRow) + rowBytes(oldRow);
  const isTooLarge = size > maxBytes;
  const record = newRow && pick(isTooLarge ? smallValues(newRow, SMALL_VALUE_BYTES) : newRow, names);
  const old = oldRow && pick(isTooLarge ? smallValues(oldRow, SMALL_VALUE_BYTES) : oldRow, names);
  return dataObject(
    header,
    JSON.stringify(header.commitTimestamp),
    columns.map(({ name, typeName }) => ({ name, type: typeName })),
    record,
    old,
    isTooLarge ? ["Error 413: Payload Too Large"] : null,
  );
}

/** `data` when the role or the table does not allow an answer. */
export function errorJson(header: ChangeHeader, error: string): string {
  return dataObject(header, "null", [], "{}", null, [error]);
}

function dataObject(
  header: ChangeHeader,
  commitTimestamp: string,
  columns: { name: string; type: string }[],
  record: string | null,
  oldRecord: string | null,
  errors: string[] | null,
): string {
  const members = [
    `"schema":${JSON.stringify(header.schema)}`,
    `"table":${JSON.stringify(header.table)}`,
    `"commit_timestamp":${commitTimestamp}`,
    `"type":"${header.type}"`,
    `"columns":${JSON.stringify(columns)}`,
  ];
  if (record !== null) members.push(`"record":${record}`);
  if (oldRecord !== null) members.push(`"old_record":${oldRecord}`);
  members.push(`"errors":${JSON.stringify(errors)}`);
  return `{${members.join(",")}}`;
}

function rowBytes(row: JsonRow | null): number {
  let bytes = 0;
  for (const value of row?.values() ?? []) bytes += Buffer.byteLength(value);
  return bytes;
}
