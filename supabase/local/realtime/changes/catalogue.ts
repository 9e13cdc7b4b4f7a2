import type { Pool } from "../database/pool.ts";
import type { ValueType } from "./values.ts";

export interface ColumnInfo {
  name: string;
  /** pg_type.typname, as clients see it in `columns[].type`. */
  typeName: string;
  /** Type for a cast, from format_type. */
  castType: string;
  valueType: ValueType;
  isPrimaryKey: boolean;
}

export interface TableInfo {
  oid: number;
  /** Quoted and qualified, for SQL. */
  sqlName: string;
  hasRowSecurity: boolean;
  /** In attnum order. */
  columns: ColumnInfo[];
  /** Names of the columns each role may select. */
  readable: Map<string, Set<string>>;
}

interface ColumnRow {
  name: string;
  type_name: string;
  cast_type: string;
  base_name: string;
  element_name: string | null;
  is_composite: boolean;
  is_primary_key: boolean;
  sql_name: string;
  has_row_security: boolean;
  readable_by: string[] | null;
}

/** The catalogue is asked at most once a second per table: a grant or a new column counts from then on. */
const FRESH_MS = 1_000;

/** What postgres_changes needs to know of tables: columns, primary key, row security, column privileges. */
export class Catalogue {
  private readonly pool: Pool;
  private readonly now: () => number;
  private readonly tables = new Map<number, { at: number; roles: string; table: TableInfo | null }>();

  constructor(pool: Pool, now: () => number = Date.now) {
    this.pool = pool;
    this.now = now;
  }

  /** Forgets everything: at a new replication stream, a relation message or a new subscription. */
  clear(): void {
    this.tables.clear();
  }

  /** A table by oid with the privileges of `roles`; null when it is gone. */
  async table(oid: number, roles: string[]): Promise<TableInfo | null> {
    const key = [...roles].sort().join(",");
    const known = this.tables.get(oid);
    if (known && known.roles === key && known.at > this.now() - FRESH_MS) return known.table;
    const table = await this.load(oid, roles);
    this.tables.set(oid, { at: this.now(), roles: key, table });
    return table;
  }

  /** Oid of a table by name; null when there is none. */
  async find(schema: string, table: string): Promise<number | null> {
    const [row] = await this.pool<{ oid: number }[]>`
      select c.oid::int8::float8 as oid from pg_class c join pg_namespace n on n.oid = relnamespace
      where nspname = ${schema} and relname = ${table} and relkind in ('r', 'p')`;
    return row?.oid ?? null;
  }

  /** How many tables of publication supabase_realtime match; `*` is any. */
  async countPublished(schema: string, table: string): Promise<number> {
    const [row] = await this.pool<{ count: number }[]>`
      select count(*)::int as count from pg_publication_tables
      where pubname = 'supabase_realtime' and (${schema} = '*' or schemaname = ${schema})
        and (${table} = '*' or tablename = ${table})`;
    return row?.count ?? 0;
  }

  private async load(oid: number, roles: string[]): Promise<TableInfo | null> {
    const rows = await this.pool<ColumnRow[]>`
      select attname as name, t.typname as type_name, format_type(atttypid, atttypmod) as cast_type,
        base.typname as base_name, base.typtype = 'c' as is_composite,
        case when base.typname like '\\_%' and base.typelem <> 0
          then (select typname from pg_type where oid = base.typelem) end as element_name,
        coalesce(attnum = any (pk.indkey), false) as is_primary_key,
        c.oid::regclass::text as sql_name, c.relrowsecurity as has_row_security,
        (select json_agg(rolname) from pg_roles where rolname in ${this.pool(roles)}
          and has_column_privilege(pg_roles.oid, c.oid, attnum, 'select')) as readable_by
      from pg_class c
      join pg_attribute on attrelid = c.oid and attnum > 0 and not attisdropped
      join pg_type t on t.oid = atttypid
      join pg_type base on base.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
      left join pg_index pk on pk.indrelid = c.oid and pk.indisprimary
      where c.oid = ${oid}
      order by attnum`;
    const [first] = rows;
    if (!first) return null;
    const readable = new Map(roles.map((role) => [role, new Set<string>()]));
    for (const row of rows) for (const role of row.readable_by ?? []) readable.get(role)?.add(row.name);
    return {
      oid,
      sqlName: first.sql_name,
      hasRowSecurity: first.has_row_security,
      columns: rows.map((row) => ({
        name: row.name,
        typeName: row.type_name,
        castType: row.cast_type,
        valueType: { name: row.base_name, element: row.element_name, isComposite: row.is_composite },
        isPrimaryKey: row.is_primary_key,
      })),
      readable,
    };
  }
}
