/** What the server rendered from and the browser hydrates with: the same values, so the same markup. */
export interface PageData<Body> {
  /** The page's snapshot, or the facts of one of its other views. */
  snapshot: Body;
  /** Tag of its JSON. */
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
export function pageDataElement(data: PageData<unknown>): string {
  const json = JSON.stringify(data).replace(
    /[<\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `<script type="application/json" id="${elementId}">${json}</script>`;
}

/** The state in the page's HTML; null where there is none. */
export function readPageData<Body>(): PageData<Body> | null {
  const text = document.getElementById(elementId)?.textContent;
  if (!text) return null;
  const data: PageData<Body> = JSON.parse(text);
  return data;
}
