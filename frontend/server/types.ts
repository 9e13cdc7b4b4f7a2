import type { HistoryBody, IncidentBody, MaintenanceBody, MissingKind } from "../src/features/pages/notice-bodies.ts";
import type { PageSnapshot } from "../src/features/pages/snapshot.ts";

/** The public side's scripts: of the status page, of one incident or maintenance, of the history, of subscribing. */
export type PublicEntry = "status" | "notice" | "history" | "subscription";

export interface EntryFiles {
  /** Address of the script. */
  script: string;
  /** Chunks it imports at once. */
  preloads: string[];
  /** Chunks that every visitor loads a little later: the socket. */
  late: string[];
  /** Styles that no other page needs, or "". */
  css: string;
}

/** What the build made, as far as a page's HTML must name it. Written to `dist/build.json`. */
export interface BuildInfo {
  /** Changes with every build; part of the HTML's tag. */
  buildId: string;
  /** Whole style sheet of the public page, to stand in the HTML. */
  css: string;
  entries: Record<PublicEntry, EntryFiles>;
  /** Address of the one font file worth preloading (latin). */
  font: string;
}

export interface RenderInput<Body> {
  snapshot: Body;
  etag: string;
  snapshotUrl: string;
  /** Absolute address of the page, for Open Graph; null when unknown. */
  canonicalUrl: string | null;
  offlineSince: string | null;
  renderedAt: string;
  supabaseUrl: string | null;
  publishableKey: string;
  build: BuildInfo;
}

export interface RenderedDocument {
  html: string;
  /** Text of each inline script and style sheet, to be allowed by hash. */
  scripts: string[];
  styles: string[];
  /** Origins beyond our own that pictures come from. */
  imageOrigins: string[];
}

export type PlainPage = "missing" | "unavailable" | "landing";

/** The renderer, built from React components by Vite (`dist/server/entry-server.js`). */
export interface Renderer {
  renderPage(input: RenderInput<PageSnapshot>): RenderedDocument;
  renderNotice(input: RenderInput<IncidentBody | MaintenanceBody>): RenderedDocument;
  renderHistory(input: RenderInput<HistoryBody>): RenderedDocument;
  renderSubscription(input: RenderInput<PageSnapshot>): RenderedDocument;
  renderMissingNotice(kind: MissingKind, snapshot: PageSnapshot, build: BuildInfo): RenderedDocument;
  renderPlainPage(page: PlainPage, build: BuildInfo): RenderedDocument;
}
