import { z } from "zod";
import { snapshotSchema } from "./snapshot-schema.ts";

/** The row of `page_snapshot(slug)`. */
export interface SnapshotRow {
  version: number;
  etag: string;
  snapshot: z.infer<typeof snapshotSchema>;
  /** The body as JSON, fields included that this version does not know. */
  json: string;
}

export interface Upstream {
  /**
   * The page's row; "unchanged" when its tag is still `knownEtag`; null when there is no such page for the public.
   * @throws when Supabase cannot be reached, answers an error, or sends what is not a snapshot
   */
  read(slug: string, knownEtag: string | null): Promise<SnapshotRow | "unchanged" | null>;
}

export interface UpstreamOptions {
  supabaseUrl: string;
  publishableKey: string;
  fetch: typeof fetch;
  timeoutMs: number;
}

const tagRows = z.array(z.object({ etag: z.string() }));
const fullRows = z.array(z.object({ version: z.number(), etag: z.string(), body: z.unknown() }));

/** One call of a function that may be read with GET; the answer as parsed JSON. @throws on any status but 200 */
export type CallRpc = (name: string, args: Record<string, string>) => Promise<unknown>;

/** Calls through Supabase's REST API with the publishable key: what it returns is what the public may see. */
export function restRpc({ supabaseUrl, publishableKey, fetch, timeoutMs }: UpstreamOptions): CallRpc {
  const send = (url: string) =>
    fetch(url, {
      headers: { apikey: publishableKey, accept: "application/json" },
      signal: AbortSignal.timeout(timeoutMs),
    });

  /** A kept-alive connection may have died since its last use (a restart over there): that is worth a second try. */
  async function get(url: string): Promise<Response> {
    try {
      return await send(url);
    } catch (error) {
      if (error instanceof TypeError) return send(url);
      throw error;
    }
  }

  return async (name, args) => {
    const response = await get(`${supabaseUrl}/rest/v1/rpc/${name}?${new URLSearchParams(args)}`);
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${name} answered ${response.status}`);
    }
    return response.json();
  };
}

/** Reads snapshots. */
export function restUpstream(call: CallRpc, browserSupabaseUrl: string): Upstream {
  return {
    async read(slug, knownEtag) {
      // The tag alone is a few bytes; the body is read only when it is new.
      if (knownEtag !== null) {
        const [row] = tagRows.parse(await call("page_snapshot", { slug, select: "etag" }));
        if (row === undefined) return null;
        if (row.etag === knownEtag) return "unchanged";
      }
      const select = "version,etag,generated_at,body";
      const [row] = fullRows.parse(await call("page_snapshot", { slug, select }));
      return row === undefined ? null : toSnapshotRow(row.version, row.etag, row.body, browserSupabaseUrl);
    },
  };
}

const plainPath = /^[\w-][\w. -]{0,199}(?:\/[\w-][\w. -]{0,199}){0,3}$/;
const storedBody = z.looseObject({ page: z.looseObject({ logo_path: z.string().nullable() }) });

/**
 * The database knows a logo as an object of the public bucket `logos`; readers of the page need its address.
 * @throws when `body` is not a snapshot
 */
export function toSnapshotRow(version: number, etag: string, body: unknown, browserSupabaseUrl: string): SnapshotRow {
  const stored = storedBody.parse(body);
  const { logo_path, ...page } = stored.page;
  // What an editor wrote there: anything but a plain path could lead a visitor's browser elsewhere on the origin.
  const isPlain = logo_path !== null && plainPath.test(logo_path);
  const logoUrl = isPlain ? `${browserSupabaseUrl}/storage/v1/object/public/logos/${encodeURI(logo_path)}` : null;
  return readRow(version, etag, JSON.stringify({ ...stored, page: { ...page, logo_url: logoUrl } }));
}

/**
 * A row from the JSON that readers of the page get.
 * @throws when it is not a snapshot
 */
export function readRow(version: number, etag: string, json: string): SnapshotRow {
  return { version, etag, snapshot: snapshotSchema.parse(JSON.parse(json)), json };
}
