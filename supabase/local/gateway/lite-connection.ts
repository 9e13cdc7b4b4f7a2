import type { PostgresConnection as PostgresConnectionType } from "@supabase/lite/postgres";
import { PostgresConnection } from "./lite.ts";

declare global {
  interface JSON {
    /** Text that `JSON.stringify` puts out as it is (V8; not yet among TypeScript's declarations). */
    rawJSON(text: string): unknown;
  }
}

/** How strings are written into json and jsonb parameters. */
export type JsonParameters = "strings-are-values" | "strings-are-json";

/**
 * A pool for lite with its faults at the driver mended:
 * - lite hands over some JSON as text already (`strings-are-json`), and the driver would encode it once more;
 * - timestamps come back in ISO form, large bigints with all their digits;
 * - numeric values come back as JSON numbers, as PostgREST sends them, not as strings when they end in zeros;
 * - the grants lite would hand out as soon as one table has row security are not given: grants belong to migrations.
 */
export function liteConnection(url: string, max: number, json: JsonParameters): PostgresConnectionType {
  const serializeJson = (value: unknown) =>
    json === "strings-are-json" && typeof value === "string" ? value : JSON.stringify(value);
  const jsonType = (oid: number) => ({
    to: oid,
    from: [oid],
    serialize: serializeJson,
    parse: (text: string): unknown => JSON.parse(text),
  });
  const connection = new PostgresConnection({
    url,
    postgresOptions: {
      max,
      idle_timeout: 30,
      onnotice: () => {},
      types: {
        json: jsonType(114),
        jsonb: jsonType(3802),
        bigint: { to: 20, from: [20], serialize: String, parse: parseBigint },
        timestamp: { to: 1114, from: [1114], serialize: String, parse: isoTimestamp },
        timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoTimestamp },
        numeric: { to: 1700, from: [1700], serialize: String, parse: parseNumeric },
      },
    },
  });
  Object.assign(connection, { ensureRlsContext: async () => true });
  return connection;
}

/** As Postgres writes them into JSON, and so PostgREST: a T, and an offset with minutes. Infinity stays a word. */
function isoTimestamp(text: string): string {
  return text.replace(/^(\d+-\d\d-\d\d) /, "$1T").replace(/([+-]\d\d)$/, "$1:00");
}

/** Beyond 2^53 the digits are kept: JSON has no limit, and not every client is JavaScript. */
function parseBigint(text: string): unknown {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : JSON.rawJSON(text);
}

/** NaN and Infinity have no JSON number and stay text, as in PostgREST. */
function parseNumeric(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
