import type { MissingKind, NoticeBody } from "../src/features/pages/notice-bodies.ts";
import { staleSinceHeader } from "../src/features/pages/snapshot-request.ts";
import type { NoticeDocuments, NoticePaths } from "./notice-pages.ts";
import type { PageEntry } from "./page-cache.ts";
import { type Compressors, PreparedDocument } from "./responses.ts";
import { commonHeaders, documentHeaders, type SecurityOptions } from "./security-headers.ts";
import type { BuildInfo, PlainPage, RenderedDocument, Renderer } from "./types.ts";
import type { SnapshotRow } from "./upstream.ts";

export interface DocumentOptions {
  renderer: Renderer;
  build: BuildInfo;
  security: SecurityOptions;
  compressors: Compressors;
  siteUrl: string | undefined;
  browserSupabaseUrl: string | null;
  publishableKey: string;
  now: () => number;
}

export interface PreparedPage {
  html: PreparedDocument;
  json: PreparedDocument;
}

const pageCaching = "public, max-age=0, s-maxage=1, stale-if-error=86400";
const encoder = new TextEncoder();

/** Everything the page handler answers with, made from facts: HTML, JSON, calendars, errors. */
export class Documents {
  readonly #options: DocumentOptions;
  readonly #plain = new Map<PlainPage, Promise<PreparedDocument>>();

  constructor(options: DocumentOptions) {
    this.#options = options;
  }

  /** A status page and its snapshot. */
  async page({ snapshot, etag, json }: SnapshotRow, offlineSince: number | null): Promise<PreparedPage> {
    const path = `/status/${snapshot.page.slug}`;
    const tag = etag.replace(/^W\/|"/g, "");
    const { renderer } = this.#options;
    const paths = { html: path, json: `${path}.json` };
    const html = renderer.renderPage({ snapshot, ...this.#renderInput(tag, paths, offlineSince) });
    return this.#pair(html, json, tag, offlineSince);
  }

  /** One of a page's other views. */
  async notice(
    body: NoticeBody,
    { row, offlineSince }: PageEntry<unknown>,
    paths: NoticePaths,
    calendar: string | null,
  ): Promise<NoticeDocuments> {
    const tag = row.etag.replace(/^W\/|"/g, "");
    const { renderer } = this.#options;
    const input = this.#renderInput(tag, paths, offlineSince);
    const html =
      body.kind === "history"
        ? renderer.renderHistory({ snapshot: body, ...input })
        : renderer.renderNotice({ snapshot: body, ...input });
    const pair = await this.#pair(html, JSON.stringify(body), tag, offlineSince);
    return { ...pair, ics: calendar === null ? null : this.#calendar(calendar, tag) };
  }

  /** Where readers subscribe to a page. */
  async subscription({ row, offlineSince }: PageEntry<unknown>): Promise<PreparedDocument> {
    const { renderer, build, compressors } = this.#options;
    const path = `/status/${row.snapshot.page.slug}`;
    const tag = `${row.etag.replace(/^W\/|"/g, "")}.subscription`;
    const input = this.#renderInput(tag, { html: `${path}/subscription`, json: `${path}.json` }, offlineSince);
    const rendered = renderer.renderSubscription({ snapshot: row.snapshot, ...input });
    const made = await this.#html(200, rendered, `W/"${tag}.${build.buildId}"`, { "cache-control": pageCaching });
    await made.compress(compressors);
    return made;
  }

  /** In the page's frame: it shows no such incident or maintenance. */
  async missingNotice(kind: MissingKind, { row }: PageEntry<unknown>): Promise<PreparedDocument> {
    const { renderer, build, compressors } = this.#options;
    const rendered = renderer.renderMissingNotice(kind, row.snapshot, build);
    const made = await this.#html(404, rendered, `W/"missing.${build.buildId}"`, { "cache-control": "no-cache" });
    await made.compress(compressors);
    return made;
  }

  /** A page without data, made once. */
  async plain(name: PlainPage): Promise<PreparedDocument> {
    const known = this.#plain.get(name);
    if (known !== undefined) return known;
    const { renderer, build, compressors } = this.#options;
    const status = { missing: 404, unavailable: 503, landing: 200 }[name];
    const headers =
      name === "unavailable" ? { "cache-control": "no-store", "retry-after": "30" } : { "cache-control": "no-cache" };
    const made = this.#html(status, renderer.renderPlainPage(name, build), `W/"${name}.${build.buildId}"`, headers);
    this.#plain.set(name, made);
    const prepared = await made;
    await prepared.compress(compressors);
    return prepared;
  }

  /** An error for those who asked for data. */
  error(status: number, code: string, message: string): PreparedDocument {
    const body = { error: { code, message, requestId: crypto.randomUUID() } };
    return new PreparedDocument(status, encoder.encode(JSON.stringify(body)), `W/"${code}"`, {
      ...commonHeaders(this.#options.security.isHttps),
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
    });
  }

  #renderInput(tag: string, paths: NoticePaths, offlineSince: number | null) {
    const { siteUrl, browserSupabaseUrl, publishableKey, build, now } = this.#options;
    return {
      etag: `W/"${tag}"`,
      snapshotUrl: paths.json,
      canonicalUrl: siteUrl === undefined ? null : new URL(paths.html, siteUrl).href,
      offlineSince: isoTime(offlineSince),
      renderedAt: new Date(now()).toISOString(),
      supabaseUrl: browserSupabaseUrl,
      publishableKey,
      build,
    };
  }

  async #pair(
    rendered: RenderedDocument,
    json: string,
    tag: string,
    offlineSince: number | null,
  ): Promise<PreparedPage> {
    const { build, compressors, security } = this.#options;
    const since = isoTime(offlineSince);
    const stale: Record<string, string> = since === null ? {} : { [staleSinceHeader]: since };
    const html = await this.#html(200, rendered, `W/"${tag}.${build.buildId}${since === null ? "" : ".stale"}"`, {
      "cache-control": pageCaching,
      ...stale,
    });
    const data = new PreparedDocument(200, encoder.encode(json), `W/"${tag}"`, {
      ...commonHeaders(security.isHttps),
      "content-type": "application/json; charset=utf-8",
      "cache-control": pageCaching,
      "access-control-allow-origin": "*",
      "access-control-expose-headers": `etag, ${staleSinceHeader}`,
      ...stale,
    });
    await Promise.all([html.compress(compressors), data.compress(compressors)]);
    return { html, json: data };
  }

  #calendar(text: string, tag: string): PreparedDocument {
    return new PreparedDocument(200, encoder.encode(text), `W/"${tag}.ics"`, {
      ...commonHeaders(this.#options.security.isHttps),
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": 'attachment; filename="maintenance.ics"',
      "cache-control": pageCaching,
    });
  }

  async #html(status: number, page: RenderedDocument, etag: string, headers: Record<string, string>) {
    return new PreparedDocument(status, encoder.encode(page.html), etag, {
      ...(await documentHeaders(page, this.#options.security)),
      "content-type": "text/html; charset=utf-8",
      ...headers,
    });
  }
}

function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
