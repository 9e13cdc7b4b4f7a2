import type { AnyAST, IntrospectResult } from "@supabase/lite";
import type { PostgresConnection } from "@supabase/lite/postgres";
import { liteConnection } from "../lite-connection.ts";
import { requestContext } from "../request-context.ts";
import { arrayLiteral } from "./array-literal.ts";
import { DatabaseAway, restError } from "./errors.ts";
import { KnownStatements, pipelineTransactions, type Statement } from "./pipeline.ts";

/** The connection given to lite for `/rest/v1`, and how to make it read the schema again. */
export interface RestConnection {
  readonly connection: PostgresConnection;
  reload(): void;
  close(): Promise<void>;
}

/** Statement timeouts PostgREST takes from the roles' settings when it switches to them. */
const timeouts: Readonly<Record<string, string>> = { anon: "3s", authenticated: "8s" };

/**
 * Three pools behind one face:
 * - tables and views, as `authenticator`;
 * - function calls, as `authenticator`, where lite hands json arguments over as text already;
 * - one connection of the admin that reads the catalogue, because `authenticator` inherits no right to see it.
 * @param schemas the schemas PostgREST exposes; nothing else is offered to lite, which mixes up tables of one name
 */
export function restConnection(options: {
  url: string;
  adminUrl: string;
  max: number;
  schemas: readonly string[];
}): RestConnection {
  const tables = liteConnection(options.url, options.max, "strings-are-values");
  const functions = liteConnection(options.url, options.max, "strings-are-json");
  const catalogue = liteConnection(options.adminUrl, 1, "strings-are-values");
  const known = new KnownStatements();
  for (const { driver } of [tables, functions]) pipelineTransactions(driver, requestSettings, known);
  let schema: Promise<IntrospectResult> | undefined;

  const introspect = () => {
    schema ??= catalogue.introspect({ useCache: false }).then((result) => {
      // lite reports failure as an empty catalogue, which must not be remembered.
      if (result.functions === undefined) {
        schema = undefined;
        throw new DatabaseAway();
      }
      return onlySchemas(result, options.schemas);
    });
    return schema;
  };
  const shared = {
    introspect,
    // Done when the transaction begins.
    applyJwtSessionContext: async () => {},
    applyRpcRequestGucs: async () => {},
    normalizeDbError: (error: unknown) => restError(error, requestContext.getStore()?.claims.role === "anon"),
  };
  Object.assign(functions, shared);
  const tablesWithContext = tables.withContext.bind(tables);
  const withContext: PostgresConnection["withContext"] = (vars, run, context) =>
    context?.rpc === undefined ? tablesWithContext(vars, run, context) : functions.withContext(vars, run, context);
  const checkRelation = tables.onPostgrestAST.bind(tables);
  const onPostgrestAST = async (ast: AnyAST) => {
    if (ast.type === "rpc") return rewriteArguments(ast, await introspect());
    return rewriteValues(await checkRelation(ast), await introspect());
  };
  Object.assign(tables, shared, { withContext, onPostgrestAST });

  return {
    connection: tables,
    reload() {
      schema = undefined;
      known.forget();
    },
    async close() {
      await Promise.all([tables.close(), functions.close(), catalogue.close()]);
    },
  };
}

/** What lite would set in ten round trips: role, claims and the request, for this transaction only. */
function requestSettings(): Statement {
  const context = requestContext.getStore();
  if (context === undefined) throw new Error("A REST query outside a request");
  const { claims } = context;
  return {
    text: `select
      set_config('request.jwt.claims', $1, true),
      set_config('request.method', $2, true),
      set_config('request.path', $3, true),
      set_config('request.headers', $4, true),
      set_config('response.status', '', true),
      set_config('response.headers', '', true),
      set_config('statement_timeout', coalesce(nullif($5, ''), current_setting('statement_timeout')), true),
      set_config('role', $6, true)`,
    parameters: [
      JSON.stringify(claims),
      context.method,
      context.path,
      context.headersJson,
      timeouts[claims.role] ?? "",
      claims.role,
    ],
  };
}

function onlySchemas(result: IntrospectResult, schemas: readonly string[]): IntrospectResult {
  const kept = <T extends object>(items: T[] | undefined): T[] =>
    (items ?? []).filter((item) => !("schema" in item) || schemas.includes(String(item.schema)));
  return {
    ...result,
    tables: kept(result.tables),
    views: kept(result.views),
    columns: kept(result.columns),
    indexes: kept(result.indexes),
    foreign_keys: kept(result.foreign_keys).filter(
      (key) => key.ref_schema === undefined || schemas.includes(key.ref_schema),
    ),
    primary_keys: kept(result.primary_keys),
    check_constraints: kept(result.check_constraints),
    functions: kept(result.functions),
  };
}

/** The fields of lite's syntax tree that are rewritten here. */
type Values = Readonly<Record<string, unknown>>;

/**
 * Makes the arguments of a call unambiguous: json arguments all become JSON text (lite would pass a JSON string as if
 * it were JSON already), arrays become Postgres's own text form, which works for every element type.
 */
function rewriteArguments(ast: AnyAST, schema: IntrospectResult): AnyAST {
  const { args } = ast;
  if (ast.httpMethod !== "POST" || !isRecord(args)) return ast;
  const candidates = (schema.functions ?? []).filter((candidate) => candidate.name === ast.function);
  const typeOf = (name: string): string | undefined => {
    for (const candidate of candidates) {
      const index = candidate.arg_names.indexOf(name);
      if (index >= 0 && !candidate.has_variadic) return candidate.arg_types[index];
    }
    return undefined;
  };
  const rewritten = Object.entries(args).map(([name, value]): [string, unknown] => {
    const type = typeOf(name);
    if (isJson(type) && typeof value === "string") return [name, jsonValue(value)];
    if (type?.endsWith("[]") === true && Array.isArray(value)) return [name, arrayLiteral(value)];
    return [name, value];
  });
  return { ...ast, args: Object.fromEntries(rewritten) };
}

/** In json columns a boolean would reach Postgres as boolean, which it does not cast, and a string would be parsed. */
function rewriteValues(ast: AnyAST, schema: IntrospectResult): AnyAST {
  const { values } = ast;
  if (values === undefined || values === null) return ast;
  const json = new Set(
    schema.columns.filter((column) => column.table === ast.from && isJson(column.type)).map((column) => column.name),
  );
  if (json.size === 0) return ast;
  const rewrite = (row: object): object =>
    isRecord(row)
      ? Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            json.has(name) && (typeof value === "boolean" || typeof value === "string") ? jsonValue(value) : value,
          ]),
        )
      : row;
  return { ...ast, values: Array.isArray(values) ? values.map(rewrite) : rewrite(values) };
}

function jsonValue(value: unknown): { toJSON(): unknown } {
  return { toJSON: () => value };
}

function isJson(type: string | undefined): boolean {
  return type === "json" || type === "jsonb";
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
