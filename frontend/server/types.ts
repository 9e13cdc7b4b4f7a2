import type { PageSnapshot } from "../src/features/pages/snapshot.ts";

/** What the build made, as far as a page's HTML must name it. Written to `dist/build.json`. */
export interface BuildInfo {
  /** Changes with every build; part of the HTML's tag. */
  buildId: string;
  /** Whole style sheet of the public page, to stand in the HTML. */
  css: string;
  /** Address of the public page's script. */
  script: string;
  /** Chunks the script imports at once. */
  preloads: string[];
  /** Every script the public page may load, late ones included: what its size budget counts. */
  publicScripts: string[];
  /** Address of the one font file worth preloading (latin). */
  font: string;
}

export interface RenderPageInput {
  snapshot: PageSnapshot;
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
  renderPage(input: RenderPageInput): RenderedDocument;
  renderPlainPage(page: PlainPage, build: BuildInfo): RenderedDocument;
}
