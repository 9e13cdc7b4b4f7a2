import { setTimeout as delay } from "node:timers/promises";
import type { TransactionInfo } from "../database/pgoutput.ts";
import { classify, DatabaseUnavailable, type Pool, probe } from "../database/pool.ts";
import type { Identity } from "../tokens.ts";
import type { ColumnInfo, TableInfo } from "./catalogue.ts";
import { type Filter, filterCondition } from "./filters.ts";
import type { TextRow } from "./record.ts";

const VISIBLE_DEADLINE_MS = 2_000;
const RETRY_MS = 2;

/**
 * Waits until a decoded transaction is visible to new snapshots. Decoding can be faster than the committing backend,
 * which leaves the list of running transactions only after its commit record is out; a row checked in between would
 * look absent.
 */
export async function untilVisible(pool: Pool, transaction: TransactionInfo): Promise<void> {
  const deadline = Date.now() + VISIBLE_DEADLINE_MS;
  while (Date.now() < deadline) {
    // The stream gives 32 bits of the id; the epoch is that of the newest id not above the next one to be given out.
    const [row] = await pool<{ visible: boolean }[]>`
      with now as (select pg_current_snapshot() as snapshot, pg_snapshot_xmax(pg_current_snapshot())::text::numeric as next),
      id as (
        select snapshot, div(next, 4294967296) * 4294967296 + ${transaction.xid}::text::numeric as same_epoch, next from now
      )
      select pg_visible_in_snapshot(
        (case when same_epoch >= next and same_epoch >= 4294967296 then same_epoch - 4294967296 else same_epoch end)::text::xid8,
        snapshot) as visible
      from id`;
    if (row?.visible) return;
    await delay(RETRY_MS);
  }
}

/**
 * Which of the identities may see the row, by asking under each one's role and claims. The row is looked for as it is
 * now: one deleted since is visible to nobody.
 */
export async function visibleTo(
  pool: Pool,
  table: TableInfo,
  primaryKey: ColumnInfo[],
  row: TextRow,
  identities: Identity[],
): Promise<boolean[]> {
  const where = primaryKey.map((column, index) => `${quote(column.name)} = $${index + 1}::text::${column.castType}`);
  const sql = `select exists (select 1 from ${table.sqlName} where ${where.join(" and ")}) as visible`;
  const key = primaryKey.map((column) => row.get(column.name) ?? null);
  const results = await probe(pool, (transaction) =>
    identities.flatMap((identity) => [
      // An error of one identity's policy must not become another's refusal.
      transaction`savepoint visibility`.execute(),
      transaction`
        select set_config('request.jwt.claims', ${identity.claimsJson}, true),
          set_config('role', ${identity.role}, true)`.execute(),
      transaction.unsafe(sql, key).execute(),
      transaction`rollback to savepoint visibility`.execute(),
    ]),
  );
  return identities.map((_, index) => {
    const result = results[index * 4 + 2];
    return result?.status === "fulfilled" && result.value[0]?.visible === true;
  });
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Evaluates lists of filters on one row: true where all of a list hold. One query, unless one of them raises. */
export async function matchFilters(
  pool: Pool,
  columns: ColumnInfo[],
  row: TextRow,
  filterLists: Filter[][],
): Promise<boolean[]> {
  try {
    return await evaluate(pool, columns, row, filterLists);
  } catch (error) {
    if (classify(error) instanceof DatabaseUnavailable) throw error;
    // A bad regular expression, say, must not silence the other subscribers.
    if (filterLists.length === 1) return [false];
    const results: boolean[] = [];
    for (const filters of filterLists) results.push(...(await matchFilters(pool, columns, row, [filters])));
    return results;
  }
}

async function evaluate(pool: Pool, columns: ColumnInfo[], row: TextRow, filterLists: Filter[][]): Promise<boolean[]> {
  const parameters: (string | null)[] = [];
  const expressions = filterLists.map((filters) => {
    const conditions = filters.map((filter) => {
      const column = columns.find(({ name }) => name === filter.column);
      const value = row.get(filter.column);
      // A column Postgres did not send (most of a DELETE's old row) matches nothing.
      if (!column || value === undefined) return "false";
      const condition = filterCondition(filter, value, column.castType, parameters.length + 1);
      parameters.push(...condition.parameters);
      return condition.sql;
    });
    return conditions.join(" and ") || "true";
  });
  if (expressions.every((expression) => expression === "true")) return expressions.map(() => true);
  const list = expressions.map((expression, index) => `(${expression}) as m${index}`).join(", ");
  const [result] = await pool.unsafe(`select ${list}`, parameters);
  return expressions.map((_, index) => result?.[`m${index}`] === true);
}
