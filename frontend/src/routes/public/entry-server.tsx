import { renderToString } from "react-dom/server";
import type {
  BuildInfo,
  PlainPage as PlainPageName,
  RenderedDocument,
  RenderPageInput,
} from "../../../server/types.ts";
import { stateHeadline, stateSentence } from "../../features/pages/wording.ts";
import { escapeHtml } from "../../lib/html.ts";
import { strings } from "../../lib/strings.ts";
import { renderDocument } from "./document.ts";
import { faviconUrl } from "./favicon.ts";
import { type PageData, pageDataElement } from "./page-data.ts";
import { PlainPage } from "./plain-page.tsx";
import { documentTitle, faviconOf, StatusPage } from "./status-page.tsx";
import { tenantCss } from "./tenant-theme.ts";

/**
 * On a narrow screen groups without trouble start closed. Runs before the first paint and before hydration, which
 * leaves the open state of a group alone.
 */
const closeCalmGroups = `if(matchMedia("(width < 1000px)").matches){var g=document.querySelectorAll("details.group");if(g.length>1)g.forEach(function(d){if("calm"in d.dataset)d.open=false})}`;

/** One status page as a document; see `RenderPageInput` for what it is made from. Pure: the same input, the same HTML. */
export function renderPage({ build, canonicalUrl, ...input }: RenderPageInput): RenderedDocument {
  const { snapshot, etag, snapshotUrl, offlineSince, renderedAt, supabaseUrl, publishableKey } = input;
  const data: PageData = { snapshot, etag, snapshotUrl, offlineSince, renderedAt, supabaseUrl, publishableKey };
  const { page } = snapshot;
  const title = documentTitle(snapshot);
  const description = stateSentence(snapshot);
  return renderDocument(
    {
      title,
      description,
      theme: page.theme,
      iconUrl: faviconOf(snapshot),
      head: openGraph(stateHeadline(snapshot), description, `${page.title} ${strings.page.status}`, canonicalUrl),
      tenantCss: tenantCss(page),
      body: `<div id="root">${renderToString(<StatusPage data={data} />)}</div>\n${pageDataElement(data)}`,
      lateScript: closeCalmGroups,
      hasScript: true,
      imageUrls: [page.logo_url],
    },
    build,
  );
}

function openGraph(headline: string, description: string, site: string, url: string | null): string {
  const properties = {
    type: "website",
    site_name: site,
    title: headline,
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
  const { title, text } = strings[name];
  return renderDocument(
    {
      title,
      description: text,
      theme: "system",
      iconUrl: faviconUrl("unknown"),
      body: renderToString(<PlainPage name={name} />),
      hasScript: false,
    },
    build,
  );
}
