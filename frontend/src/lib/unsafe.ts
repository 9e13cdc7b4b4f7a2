import type { Json } from "@heliograph/shared/db/database.types.ts";

/** The only place with casts: where a generated type says less than the thing it describes. */

/** A null argument of an RPC: Postgres takes it, the generated types of arguments never admit it. */
export function nullArgument<Type = string>(): Type {
  return null as unknown as Type;
}

/** A value of plain data for a jsonb column; interfaces lack the index signature that `Json` asks for. */
export function toJson(value: object): NonNullable<Json> {
  return value as NonNullable<Json>;
}
