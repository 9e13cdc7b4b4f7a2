import { renderToString } from "react-dom/server";
import type { BuildInfo, PlainPage as PlainPageName, RenderedDocument, RenderInput } from "../../../server/types.ts";
import { noticeSections } from "../../features/pages/components/notice-sections.tsx";
import type { HistoryBody, IncidentBody, MaintenanceBody, MissingKind } from "../../features/pages/notice-bodies.ts";
import { noticeStrings } from "../../features/pages/notice-strings.ts";
import { toneOf } from "../../features/pages/notice-wording.ts";
import type { PageDescription, PageSnapshot } from "../../features/pages/snapshot.ts";
import { stateHeadline, stateSentence } from "../../features/pages/wording.ts";
import { subscriptionStrings } from "../../features/subscriptions/subscription-strings.ts";
import { escapeHtml } from "../../lib/html.ts";
import { strings } from "../../lib/strings.ts";
import { renderDocument } from "./document.ts";
import { faviconUrl } from "./favicon.ts";
import { HistoryPage, historyTitle } from "./history-page.tsx";
import { MissingNotice } from "./missing-notice.tsx";
import { NoticePage } from "./notice-page.tsx";
import { pageDataElement } from "./page-data.ts";
import { PlainPage } from "./plain-page.tsx";
import { plainStrings } from "./plain-strings.ts";
import { documentTitle, faviconOf, StatusPage } from "./status-page.tsx";
import { SubscriptionPage, subscriptionBodyOf, subscriptionTitle } from "./subscription-page.tsx";
import { tenantCss } from "./tenant-theme.ts";

/**
 * On a narrow screen groups without trouble start closed. Runs before the first paint and before hydration, which
 * leaves the open state of a group alone.
 */
const closeCalmGroups = `if(matchMedia("(width < 1000px)").matches){var g=document.querySelectorAll("details.group");if(g.length>1)g.forEach(function(d){if("calm"in d.dataset)d.open=false})}`;

/** One status page as a document; see `RenderInput` for what it is made from. Pure: the same input, the same HTML. */
export function renderPage({ build, canonicalUrl, ...data }: RenderInput<PageSnapshot>): RenderedDocument {
  const { snapshot } = data;
  const { page } = snapshot;
  const description = stateSentence(snapshot);
  return renderDocument(
    {
      title: documentTitle(snapshot),
      description,
      theme: page.theme,
      iconUrl: faviconOf(snapshot),
      head: openGraph({ title: stateHeadline(snapshot), description, page, url: canonicalUrl, type: "website" }),
      tenantCss: tenantCss(page),
      body: `<div id="root">${renderToString(<StatusPage data={data} sections={noticeSections} />)}</div>\n${pageDataElement(data)}`,
      lateScript: closeCalmGroups,
      entry: "status",
      imageUrls: [page.logo_url],
    },
    build,
  );
}

/** The page of one incident or maintenance as a document. */
export function renderNotice({
  build,
  canonicalUrl,
  ...data
}: RenderInput<IncidentBody | MaintenanceBody>): RenderedDocument {
  const { page, title, summary: description } = data.snapshot;
  return renderDocument(
    {
      title: strings.page.documentTitle(title, page.title),
      description,
      theme: page.theme,
      iconUrl: faviconUrl(toneOf(data.snapshot).status),
      head: openGraph({ title, description, page, url: canonicalUrl, type: "article" }),
      tenantCss: tenantCss(page),
      body: `<div id="root">${renderToString(<NoticePage data={data} />)}</div>\n${pageDataElement(data)}`,
      entry: "notice",
      imageUrls: [page.logo_url],
    },
    build,
  );
}

/** The history as a document. */
export function renderHistory({ build, canonicalUrl, ...data }: RenderInput<HistoryBody>): RenderedDocument {
  const { page, status_now: status } = data.snapshot;
  const { title, intro: description } = noticeStrings.history;
  return renderDocument(
    {
      title: historyTitle(data.snapshot),
      description,
      theme: page.theme,
      iconUrl: faviconUrl(status),
      head: openGraph({ title, description, page, url: canonicalUrl, type: "website" }),
      tenantCss: tenantCss(page),
      body: `<div id="root">${renderToString(<HistoryPage data={data} />)}</div>\n${pageDataElement(data)}`,
      entry: "history",
      imageUrls: [page.logo_url],
    },
    build,
  );
}

/** Where a subscription begins, is confirmed and managed. */
export function renderSubscription({
  build,
  canonicalUrl,
  snapshot,
  ...facts
}: RenderInput<PageSnapshot>): RenderedDocument {
  const { page } = snapshot;
  const data = { ...facts, snapshot: subscriptionBodyOf(snapshot) };
  const { heading, intro: description } = subscriptionStrings;
  return renderDocument(
    {
      title: subscriptionTitle(data.snapshot),
      description,
      theme: page.theme,
      iconUrl: faviconUrl("unknown"),
      head: openGraph({ title: heading, description, page, url: canonicalUrl, type: "website" }),
      tenantCss: tenantCss(page),
      body: `<div id="root">${renderToString(<SubscriptionPage data={data} />)}</div>\n${pageDataElement(data)}`,
      entry: "subscription",
      imageUrls: [page.logo_url],
    },
    build,
  );
}

/** What stands at the address of an incident or maintenance that is none of the page's. */
export function renderMissingNotice(kind: MissingKind, snapshot: PageSnapshot, build: BuildInfo): RenderedDocument {
  const { page } = snapshot;
  const body = <MissingNotice kind={kind} snapshot={snapshot} snapshotUrl={`/status/${page.slug}.json`} />;
  return renderDocument(
    {
      title: `${noticeStrings.missing[kind]} · ${page.title}`,
      description: noticeStrings.missing.text,
      theme: page.theme,
      iconUrl: faviconUrl("unknown"),
      tenantCss: tenantCss(page),
      body: renderToString(body),
      imageUrls: [page.logo_url],
    },
    build,
  );
}

interface OpenGraph {
  title: string;
  description: string;
  page: PageDescription;
  url: string | null;
  type: "website" | "article";
}

function openGraph({ title, description, page, url, type }: OpenGraph): string {
  const properties = {
    type,
    site_name: `${page.title} ${strings.page.status}`,
    title,
    description,
    ...(url === null ? {} : { url }),
  };
  const tags = Object.entries(properties).map(
    ([name, content]) => `<meta property="og:${name}" content="${escapeHtml(content)}">\n`,
  );
  const canonical = url === null ? "" : `<link rel="canonical" href="${escapeHtml(url)}">\n`;
  return `${canonical}${tags.join("")}<meta name="twitter:card" content="summary">\n`;
}

/** A page without data or script: not found, not available, or the bare address of the instance. */
export function renderPlainPage(name: PlainPageName, build: BuildInfo): RenderedDocument {
  const { title, text } = plainStrings[name];
  return renderDocument(
    {
      title,
      description: text,
      theme: "system",
      iconUrl: faviconUrl("unknown"),
      body: renderToString(<PlainPage name={name} />),
    },
    build,
  );
}
