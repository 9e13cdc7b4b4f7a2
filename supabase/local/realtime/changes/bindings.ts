import type { Pool } from "../database/pool.ts";
import { errorCode } from "../database/pool.ts";
import { errorText } from "../log.ts";
import type { ChangesRequest } from "../protocol/join.ts";
import type { Catalogue } from "./catalogue.ts";
import { describeFilters, type Filter, parseFilters } from "./filters.ts";

export type ChangeType = "INSERT" | "UPDATE" | "DELETE";

/** One entry of `config.postgres_changes`, understood. `*` is any. */
export interface Binding {
  id: number;
  event: ChangeType | "*";
  schema: string;
  table: string;
  filters: Filter[];
  /** Columns asked for; null = all. */
  select: string[] | null;
}

/** A request that cannot be subscribed to. The channel stays; the client is told once and nothing is retried. */
export class SubscriptionRefused extends Error {}

/** Reads a request. Throws SubscriptionRefused with the real server's text. */
export function parseBinding({ id, requested }: ChangesRequest): Binding {
  const schema = text(requested.schema);
  const table = text(requested.table);
  if (schema === null && table === null) {
    throw new SubscriptionRefused(
      "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: " +
        JSON.stringify(requested),
    );
  }
  const filter = text(requested.filter) ?? "";
  const filters = parseFilters(filter);
  if (!filters) throw new SubscriptionRefused(`Error parsing \`filter\` params: ${JSON.stringify([filter])}`);
  const select = requested.select;
  return {
    id,
    event: changeType(requested.event),
    schema: schema ?? "public",
    table: table ?? "*",
    filters,
    select: Array.isArray(select) ? select.filter((column) => typeof column === "string") : null,
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function changeType(value: unknown): ChangeType | "*" {
  const name = typeof value === "string" ? value.toUpperCase() : "";
  return name === "INSERT" || name === "UPDATE" || name === "DELETE" ? name : "*";
}

/** Whether a change of this kind to this table concerns the binding, filters aside. */
export function concerns(binding: Binding, type: ChangeType | "*", schema: string, table: string): boolean {
  return (
    (binding.event === "*" || type === "*" || binding.event === type) &&
    (binding.schema === "*" || binding.schema === schema) &&
    (binding.table === "*" || binding.table === table)
  );
}

/**
 * Checks a binding against the database as it is now: a published table, existing columns, filter values that can be
 * cast. Throws SubscriptionRefused; database errors pass through.
 */
export async function validateBinding(pool: Pool, catalogue: Catalogue, binding: Binding, role: string): Promise<void> {
  if ((await catalogue.countPublished(binding.schema, binding.table)) === 0) {
    throw new SubscriptionRefused(
      `Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect parameters: ${describe(binding)}`,
    );
  }
  if (binding.filters.length === 0 && binding.select === null) return;
  if (binding.select && (binding.schema === "*" || binding.table === "*")) {
    throw refused(binding, "select requires an explicit schema and table");
  }
  const oid = await catalogue.find(binding.schema, binding.table);
  const table = oid === null ? null : await catalogue.table(oid, [role]);
  if (!table) return;
  const readable = table.readable.get(role);
  for (const name of binding.select ?? []) {
    if (!readable?.has(name)) throw refused(binding, `invalid column for select ${name}`);
  }
  for (const filter of binding.filters) {
    const column = table.columns.find(({ name }) => name === filter.column);
    if (!column || !readable?.has(filter.column)) throw refused(binding, `invalid column for filter ${filter.column}`);
    if (filter.operator === "is" || /like|match/.test(filter.operator)) continue;
    for (const value of filter.values) {
      try {
        await pool.unsafe(`select $1::text::${column.castType}`, [value]);
      } catch (error) {
        // Class 22 is bad data: the client's value. Anything else is ours and may be tried again.
        if (!errorCode(error)?.startsWith("22")) throw error;
        throw refused(binding, errorText(error));
      }
    }
  }
}

function refused(binding: Binding, exception: string): SubscriptionRefused {
  return new SubscriptionRefused(
    `Unable to subscribe to changes with given parameters. An exception happened so please check your connect parameters: ${describe(binding)}. Exception: ERROR P0001 (raise_exception) ${exception}`,
  );
}

function describe({ event, schema, table, filters, select }: Binding): string {
  const columns = select === null ? "nil" : JSON.stringify(select);
  return `[event: ${event}, schema: ${schema}, table: ${table}, filters: ${describeFilters(filters)}, select: ${columns}]`;
}
