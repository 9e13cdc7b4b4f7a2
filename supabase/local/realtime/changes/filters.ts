/** `filter` of a postgres_changes request: `col=[not.]op.value`, joined by commas, all must hold. Pure. */

type FilterOperator =
  | "eq"
  | "neq"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "in"
  | "like"
  | "ilike"
  | "is"
  | "match"
  | "imatch"
  | "isdistinct";

export interface Filter {
  column: string;
  isNegated: boolean;
  operator: FilterOperator;
  /** Several for `in` only. */
  values: string[];
}

const MAX_IN_VALUES = 100;
const IS_VALUES = new Set(["null", "true", "false", "unknown"]);

/** SQL of each operator, given the column's text as `$1`, the wanted one as `$2` and the column's type. */
const SQL: Record<Exclude<FilterOperator, "in" | "is">, (type: string) => string> = {
  eq: comparison("="),
  neq: comparison("<>"),
  lt: comparison("<"),
  lte: comparison("<="),
  gt: comparison(">"),
  gte: comparison(">="),
  like: () => "$1::text like $2",
  ilike: () => "$1::text ilike $2",
  match: () => "$1::text ~ $2",
  imatch: () => "$1::text ~* $2",
  isdistinct: comparison("is distinct from"),
};

function comparison(operator: string): (type: string) => string {
  return (type) => `$1::${type} ${operator} $2::${type}`;
}

/** Reads a filter; null when it is malformed. Blank means no filter. */
export function parseFilters(text: string): Filter[] | null {
  if (text.trim() === "") return [];
  const filters: Filter[] = [];
  for (const part of split(text)) {
    const filter = parseFilter(part.trim());
    if (!filter) return null;
    filters.push(filter);
  }
  return filters;
}

function parseFilter(text: string): Filter | null {
  const match = /^([^=]+)=(not\.)?([a-z]+)\.(.*)$/s.exec(text);
  if (!match) return null;
  const [, column = "", negation, name = "", raw = ""] = match;
  const operator = operatorOf(name);
  if (!operator) return null;
  const filter = { column: unquote(column.trim()), isNegated: negation !== undefined, operator };
  if (operator === "in") {
    const list = /^\((.*)\)$/s.exec(raw.trim())?.[1];
    if (list === undefined) return null;
    const values = split(list).map((value) => unquote(value.trim()));
    return values.length > MAX_IN_VALUES ? null : { ...filter, values };
  }
  const value = unquote(raw);
  if (operator === "is" && !IS_VALUES.has(value.toLowerCase())) return null;
  return { ...filter, values: [value] };
}

function operatorOf(name: string): FilterOperator | null {
  if (name === "in" || name === "is") return name;
  for (const operator of ["eq", "neq", "lt", "lte", "gt", "gte", "like", "ilike", "match", "imatch"] as const) {
    if (operator === name) return operator;
  }
  return name === "isdistinct" ? name : null;
}

/** Splits at commas outside quotes and parentheses. */
function split(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (isQuoted && char === "\\") {
      part += char + (text[index + 1] ?? "");
      index += 1;
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === "(") depth += 1;
    else if (!isQuoted && char === ")") depth -= 1;
    if (char === "," && depth === 0 && !isQuoted) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  parts.push(part);
  return parts;
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text;
}

/** A boolean SQL expression over `$n` parameters. */
export interface Condition {
  sql: string;
  parameters: (string | null)[];
}

/**
 * The condition for one filter on a row's value. Both sides are cast to the column's type. A null value fails every
 * operator except `is` and `isdistinct`, also when negated. `type` comes from format_type, never from a client.
 */
export function filterCondition(filter: Filter, value: string | null, type: string, firstParameter: number): Condition {
  const parameters: (string | null)[] = [value];
  const base = positiveSql(filter, type, parameters);
  const sql = `coalesce(${filter.isNegated ? `not (${base})` : base}, false)`;
  return { sql: sql.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + firstParameter - 1}::text`), parameters };
}

function positiveSql(filter: Filter, type: string, parameters: (string | null)[]): string {
  const { operator, values } = filter;
  const [first = ""] = values;
  if (operator === "is") {
    const word = first.toLowerCase();
    return word === "null" ? "$1 is null" : `$1::boolean is ${word}`;
  }
  if (operator === "in") {
    parameters.push(...values);
    const list = values.map((_, index) => `$${index + 2}::${type}`);
    return `$1::${type} in (${list.join(", ")})`;
  }
  parameters.push(first);
  return SQL[operator](type);
}

/** Filters as the real server prints them in its error texts: `[{"id", "eq", "1"}]`. */
export function describeFilters(filters: Filter[]): string {
  const parts = filters.map(({ column, operator, values, isNegated }) => {
    const value = operator === "in" ? `{${values.join(",")}}` : (values[0] ?? "");
    return `{"${column}", "${isNegated ? "not." : ""}${operator}", "${value}"}`;
  });
  return `[${parts.join(", ")}]`;
}
