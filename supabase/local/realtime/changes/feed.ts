import type { Relation, RowChange, TransactionInfo } from "../database/pgoutput.ts";
import type { Pool } from "../database/pool.ts";
import { errorText, type Log } from "../log.ts";
import type { Catalogue, ColumnInfo, TableInfo } from "./catalogue.ts";
import { type JsonRow, jsonRow, type TextRow, textRow } from "./record.ts";
import { type ChangeHeader, dataJson, errorJson } from "./serialise.ts";
import type { Match, Subscriptions } from "./subscriptions.ts";
import { matchFilters, untilVisible, visibleTo } from "./visibility.ts";

interface Batch {
  transaction: TransactionInfo;
  changes: RowChange[];
}

interface Options {
  pool: Pool;
  catalogue: Catalogue;
  subscriptions: Subscriptions;
  maxChangeBytes: number;
  log: Log;
}

/** What one change means for everybody, worked out once. */
interface Prepared {
  header: ChangeHeader;
  table: TableInfo;
  primaryKey: ColumnInfo[];
  /** What filters look at: the new row, for DELETE the old one. */
  filterRow: TextRow;
  newRow: JsonRow | null;
  oldRow: JsonRow | null;
}

/** Carries committed row changes to the subscribers who may see them, one transaction after the other. */
export class ChangesFeed {
  private readonly options: Options;
  private transaction: TransactionInfo | null = null;
  private pending: RowChange[] = [];
  private queue: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.options = options;
  }

  wants(relation: Relation): boolean {
    return this.options.subscriptions.wants(relation.schema, relation.table);
  }

  begin(transaction: TransactionInfo): void {
    this.transaction = transaction;
    this.pending = [];
  }

  change(change: RowChange): void {
    this.pending.push(change);
  }

  commit(): void {
    const { transaction, pending } = this;
    this.pending = [];
    if (!transaction || pending.length === 0) return;
    this.queue = this.queue.then(() => this.process({ transaction, changes: pending }));
  }

  private async process({ transaction, changes }: Batch): Promise<void> {
    try {
      await untilVisible(this.options.pool, transaction);
      for (const change of changes) await this.dispatch(transaction, change);
    } catch (error) {
      this.options.log("error", "changes of a transaction were not delivered", { error: errorText(error) });
    }
  }

  private async dispatch(transaction: TransactionInfo, change: RowChange): Promise<void> {
    const { catalogue, subscriptions } = this.options;
    const { schema, table: name } = change.relation;
    const matches = subscriptions.matches(change.type, schema, name, transaction.lsn);
    if (matches.length === 0) return;
    const roles = [...new Set(matches.map(({ identity }) => identity.role))];
    const table = await catalogue.table(change.relation.oid, roles);
    if (!table) return;
    const prepared = await this.prepare(transaction, change, table);
    const passing = await this.passingFilters(prepared, matches);
    const readers = await this.readers(prepared, passing);
    this.deliver(prepared, readers);
  }

  private async prepare(transaction: TransactionInfo, change: RowChange, table: TableInfo): Promise<Prepared> {
    const { pool } = this.options;
    const { relation, type, newTuple, oldTuple, oldKind } = change;
    const names = relation.columns.map((column) => column.name);
    const primaryKey = table.columns.filter((column) => column.isPrimaryKey);
    const keyNames = new Set(primaryKey.map((column) => column.name));
    const fresh = newTuple ? textRow(names, newTuple, oldKind === "full" ? oldTuple : null) : null;
    const old = oldRow(names, change, fresh, keyNames);
    // Row security cannot be asked about a row that is gone, so only its key may be told.
    const visibleOld = type === "DELETE" && table.hasRowSecurity ? only(old, keyNames) : old;
    return {
      header: {
        schema: relation.schema,
        table: relation.table,
        type,
        commitTimestamp: new Date(transaction.committedAt).toISOString(),
      },
      table,
      primaryKey,
      filterRow: fresh ?? old,
      newRow: fresh ? await jsonRow(pool, fresh, table.columns) : null,
      oldRow: type === "INSERT" ? null : await jsonRow(pool, visibleOld, table.columns),
    };
  }

  private async passingFilters(prepared: Prepared, matches: Match[]): Promise<Match[]> {
    const lists = new Map(matches.map(({ binding }) => [JSON.stringify(binding.filters), binding.filters]));
    const { pool } = this.options;
    const results = await matchFilters(pool, prepared.table.columns, prepared.filterRow, [...lists.values()]);
    const passing = new Set([...lists.keys()].filter((_, index) => results[index]));
    return matches.filter(({ binding }) => passing.has(JSON.stringify(binding.filters)));
  }

  /** Drops those whose policies hide the row. Identical claims are asked about once. */
  private async readers({ table, primaryKey, header, filterRow }: Prepared, matches: Match[]): Promise<Match[]> {
    if (!table.hasRowSecurity || header.type === "DELETE" || primaryKey.length === 0 || matches.length === 0) {
      return matches;
    }
    const identityKey = ({ identity }: Match) => `${identity.role}:${identity.claimsJson}`;
    const identities = new Map(matches.map((match) => [identityKey(match), match.identity]));
    const results = await visibleTo(this.options.pool, table, primaryKey, filterRow, [...identities.values()]);
    const readers = new Set([...identities.keys()].filter((_, index) => results[index]));
    return matches.filter((match) => readers.has(identityKey(match)));
  }

  private deliver(prepared: Prepared, matches: Match[]): void {
    const bySubscription = Map.groupBy(matches, ({ subscription }) => subscription);
    const texts = new Map<string, string>();
    for (const [subscription, own] of bySubscription) {
      // It may have ended while the database was asked.
      if (!this.options.subscriptions.has(subscription)) continue;
      const ids = [...new Set(own.map(({ binding }) => binding.id))];
      const select = selected(own);
      const role = own[0]?.identity.role ?? "";
      const key = JSON.stringify([role, select]);
      const text = texts.get(key) ?? this.text(prepared, role, select);
      texts.set(key, text);
      subscription.deliver(ids, text);
    }
  }

  private text(prepared: Prepared, role: string, select: string[] | null): string {
    const { table, primaryKey, header, newRow, oldRow: old } = prepared;
    const readable = table.readable.get(role) ?? new Set<string>();
    if (header.type !== "DELETE") {
      if (primaryKey.length === 0) return errorJson(header, "Error 400: Bad Request, no primary key");
      if (primaryKey.some(({ name }) => !readable.has(name))) return errorJson(header, "Error 401: Unauthorized");
    }
    const columns = table.columns.filter(
      ({ name, isPrimaryKey }) => readable.has(name) && (!select || isPrimaryKey || select.includes(name)),
    );
    return dataJson(header, columns, newRow, old, this.options.maxChangeBytes);
  }
}

/** Columns the bindings of one channel ask for together; null = all. */
function selected(matches: Match[]): string[] | null {
  const columns = new Set<string>();
  for (const { binding } of matches) {
    if (!binding.select) return null;
    for (const column of binding.select) columns.add(column);
  }
  return [...columns].sort();
}

/** The old row as clients get it: whole under replica identity full, otherwise the key, even when it did not change. */
function oldRow(names: string[], change: RowChange, fresh: TextRow | null, keyNames: Set<string>): TextRow {
  const { type, oldTuple, oldKind } = change;
  if (type === "INSERT") return new Map();
  if (!oldTuple) return only(fresh ?? new Map(), keyNames);
  const row = textRow(names, oldTuple, null);
  // A key tuple pads the other columns with nulls that are no values; a key column is never null.
  return oldKind === "full" ? row : new Map([...row].filter(([, value]) => value !== null));
}

function only(row: TextRow, names: Set<string>): TextRow {
  return new Map([...row].filter(([name]) => names.has(name)));
}
