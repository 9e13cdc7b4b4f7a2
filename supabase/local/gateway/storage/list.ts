import type postgres from "postgres";
import { z } from "zod";
import type { Claims } from "../tokens.ts";

export const ListOptions = z.object({
  prefix: z.string().default(""),
  limit: z.number().int().min(1).max(1000).default(100),
  offset: z.number().int().min(0).default(0),
  search: z.string().default(""),
  sortBy: z
    .object({
      column: z.enum(["name", "updated_at", "created_at", "last_accessed_at"]).default("name"),
      order: z.enum(["asc", "desc"]).default("asc"),
    })
    .prefault({}),
});
export type ListOptions = z.input<typeof ListOptions>;

/**
 * One level of a bucket, as storage-api's `storage.search`: folders (without id) first, then the objects directly in
 * `prefix` with their bare names. (lite lists every object below the prefix by its full path.)
 */
export function listObjects(
  sql: postgres.Sql,
  claims: Claims,
  bucket: string,
  options: ListOptions,
): Promise<readonly unknown[]> {
  const { prefix, limit, offset, search, sortBy } = ListOptions.parse(options);
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const column = sql(sortBy.column);
  const direction = sortBy.order === "desc" ? sql`desc` : sql`asc`;
  return sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('storage.operation', 'storage.object.list', true), set_config('role', ${claims.role}, true)`;
    return tx`
      with visible as (
        select substr(name, char_length(${folder}) + 1) as rest, o.*
        from storage.objects o
        where bucket_id = ${bucket} and starts_with(name, ${folder})
      ), level as (
        select distinct split_part(rest, '/', 1) as name, null::uuid as id, null::timestamptz as updated_at,
          null::timestamptz as created_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
        from visible where position('/' in rest) > 0
        union all
        select rest, id, updated_at, created_at, last_accessed_at, metadata
        from visible where position('/' in rest) = 0 and rest <> ''
      )
      select * from level where name ilike ${`%${search.replace(/[\\%_]/g, "\\$&")}%`}
      order by id is not null, ${column} ${direction}, name
      limit ${limit} offset ${offset}`;
  });
}
