import { micromark } from "micromark";
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from "micromark-extension-gfm-autolink-literal";

/**
 * What the team writes, as HTML: CommonMark with bare addresses as links. Safe wherever it is shown: HTML in the source
 * is shown as text, links lead to http, https and mailto only, and images are not fetched but stay text, because a
 * reader of a status page or a mail must not call third parties by reading.
 */
export function markdownToHtml(source: string): string {
  const html = micromark(calm(source.replaceAll(deep, shallower)), {
    extensions: [
      gfmAutolinkLiteral(),
      { disable: { null: ["htmlFlow", "htmlText", "labelStartImage", "setextUnderline"] } },
    ],
    htmlExtensions: [gfmAutolinkLiteralHtml()],
  });
  // Headings of a message come below those of the page it stands on.
  return html.replaceAll(/<(\/?)h[1-6]>/g, "<$1h4>").replaceAll('<a href="', '<a rel="noopener nofollow" href="');
}

const marker = String.raw`[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))`;
/** Quotes and lists within each other, eleven and deeper. Each level costs the parser a pass over the rest: 20,000 take seconds. */
const deep = new RegExp(`^((?:${marker}){10})(?:${marker})+`, "gm");
const shallower = "$1";

const maxEmphasis = 300;

/**
 * Takes away the meaning of what could emphasise, after the first 300 such characters of a paragraph: the parser compares
 * each with all before, so that a few thousand take seconds.
 */
function calm(source: string): string {
  let count = 0;
  return source.replaceAll(/\n[ \t\r]*\n|\\?[*_]/g, (found) => {
    if (found.startsWith("\n")) count = 0;
    else count += 1;
    return count > maxEmphasis ? `&#${found.charCodeAt(found.length - 1)};` : found;
  });
}
