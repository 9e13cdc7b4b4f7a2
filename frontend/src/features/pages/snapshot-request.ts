import type { SnapshotAnswer } from "./connection.ts";
import type { Versioned } from "./realtime.ts";

/** Set by the page handler and the service worker when they answer from a copy they could not confirm (ISO time). */
export const staleSinceHeader = "x-heliograph-stale-since";

/**
 * Conditional requests for a page's JSON address. The tag of the last answer is remembered, so that an unchanged page
 * costs a 304. Rejects on network failure and on any status but 200 and 304.
 */
export function snapshotRequest<Body extends Versioned>(url: string, initialEtag: string | null) {
  let etag = initialEtag;
  return async (signal: AbortSignal): Promise<SnapshotAnswer<Body>> => {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
      cache: "no-store",
      headers: etag === null ? {} : { "if-none-match": etag },
    });
    const stale = response.headers.get(staleSinceHeader);
    const staleSince = stale === null ? null : Date.parse(stale);
    if (response.status === 304) return { snapshot: null, staleSince };
    if (!response.ok) throw new Error(`snapshot answered ${response.status}`);
    const snapshot: Body = await response.json();
    etag = response.headers.get("etag");
    return { snapshot, staleSince };
  };
}
