import type { BuildInfo, PublicEntry, RenderedDocument } from "../../../server/types.ts";
import { escapeHtml } from "../../lib/html.ts";
import { themeScript } from "../../lib/theme.ts";

export interface DocumentParts {
  title: string;
  description: string;
  /** Pins the theme unless the visitor chose one. */
  theme: "system" | "light" | "dark";
  iconUrl: string;
  /** Extra head elements, already escaped. */
  head?: string;
  /** The page's own variables, or "". */
  tenantCss?: string;
  body: string;
  /** Inline script after the content, or "". */
  lateScript?: string;
  /** Which script brings it to life; absent = none. */
  entry?: PublicEntry;
  imageUrls?: readonly (string | null)[];
}

/** A whole HTML document. Style stands in it, so that the first paint needs one request. */
export function renderDocument(parts: DocumentParts, build: BuildInfo): RenderedDocument {
  const { title, description, theme, tenantCss = "", lateScript = "" } = parts;
  const scripts = [themeScript, ...(lateScript === "" ? [] : [lateScript])];
  const entry = parts.entry === undefined ? null : build.entries[parts.entry];
  const styles = [build.css, entry?.css ?? "", tenantCss].filter((css) => css !== "");
  const pinned = theme === "system" ? "" : ` data-theme="${theme}"`;
  const module =
    entry === null
      ? ""
      : `<script type="module" src="${entry.script}"></script>${entry.preloads
          .map((url) => `<link rel="modulepreload" href="${url}">`)
          .join("")}`;
  const html = `<!doctype html>
<html lang="en"${pinned}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<link rel="icon" href="${escapeHtml(parts.iconUrl)}">
${parts.head ?? ""}<script>${themeScript}</script>
<link rel="preload" href="${build.font}" as="font" type="font/woff2" crossorigin>
${styles.map((css) => `<style>${css}</style>`).join("")}
${module}
</head>
<body>
${parts.body}
${lateScript === "" ? "" : `<script>${lateScript}</script>`}
</body>
</html>
`;
  return { html, scripts, styles, imageOrigins: origins(parts.imageUrls ?? []) };
}

function origins(urls: readonly (string | null)[]): string[] {
  const found = urls.flatMap((url) => {
    if (url === null || !URL.canParse(url)) return [];
    const { protocol, origin } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? [origin] : [];
  });
  return [...new Set(found)];
}
