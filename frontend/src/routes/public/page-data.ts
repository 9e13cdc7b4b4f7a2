import type { PageSnapshot } from "../../features/pages/snapshot.ts";

/** What the server rendered from and the browser hydrates with: the same values, so the same markup. */
export interface PageData {
  snapshot: PageSnapshot;
  /** Tag of the snapshot's JSON. */
  etag: string;
  snapshotUrl: string;
  /** ISO time; set when the server could not confirm the snapshot since then. */
  offlineSince: string | null;
  /** ISO time of rendering: decides which times need a date beside them. */
  renderedAt: string;
  /** Null = the page's own origin. */
  supabaseUrl: string | null;
  publishableKey: string;
}

const elementId = "page-data";

/** A data block: not executed, so no policy has to allow it. */
export function pageDataElement(data: PageData): string {
  const json = JSON.stringify(data).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `<script type="application/json" id="${elementId}">${json}</script>`;
}

/** The state in the page's HTML; null where there is none. */
export function readPageData(): PageData | null {
  const text = document.getElementById(elementId)?.textContent;
  if (!text) return null;
  const data: PageData = JSON.parse(text);
  return data;
}
