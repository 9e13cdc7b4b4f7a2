import type { Tuple, TupleValue } from "../database/pgoutput.ts";
import type { Pool } from "../database/pool.ts";
import type { ColumnInfo } from "./catalogue.ts";
import { toJson } from "./values.ts";

/** A row's columns as JSON text, by name. Columns Postgres did not send are absent. */
export type JsonRow = Map<string, string>;

/** A row's columns as Postgres wrote them, by name. */
export type TextRow = Map<string, string | null>;

/** Names the values of a tuple. Unchanged TOAST values are taken from `fallback` where it has them. */
export function textRow(names: string[], tuple: Tuple, fallback: Tuple | null): TextRow {
  const row: TextRow = new Map();
  for (const [index, name] of names.entries()) {
    const value: TupleValue = tuple[index] === undefined ? fallback?.[index] : tuple[index];
    if (value !== undefined) row.set(name, value === null ? null : value.toString("utf8"));
  }
  return row;
}

/** Turns a row into JSON, asking the database only for composite types. */
export async function jsonRow(pool: Pool, row: TextRow, columns: ColumnInfo[]): Promise<JsonRow> {
  const json: JsonRow = new Map();
  for (const column of columns) {
    const value = row.get(column.name);
    if (value === undefined) continue;
    const text = value === null ? "null" : toJson(value, column.valueType);
    json.set(column.name, text ?? (await castToJson(pool, value, column.castType)));
  }
  return json;
}

async function castToJson(pool: Pool, value: string | null, castType: string): Promise<string> {
  const [row] = await pool.unsafe<{ json: string }[]>(`select to_jsonb($1::text::${castType})::text as json`, [value]);
  return row?.json ?? "null";
}

/** A JSON object of the wanted columns, in table order. */
export function pick(row: JsonRow, names: string[]): string {
  const members: string[] = [];
  for (const name of names) {
    const value = row.get(name);
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${value}`);
  }
  return `{${members.join(",")}}`;
}

/** The row without its big values, for changes above the size limit. */
export function smallValues(row: JsonRow, maxBytes: number): JsonRow {
  return new Map([...row].filter(([, value]) => Buffer.byteLength(value) <= maxBytes));
}
