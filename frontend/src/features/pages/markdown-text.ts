import { markdownToHtml } from "@heliograph/shared/domain/markdown.ts";

/** As far as the database cuts a text for a list. */
const cutAt = 400;
const entities = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
]);

/** Markdown as HTML whose headings come right below a second-level one; `markdownToHtml` makes them one level deeper. */
export function markdownBelowTitle(source: string): string {
  return markdownToHtml(source).replaceAll(/<(\/?)h4>/g, "<$1h3>");
}

/** Markdown as one line of plain text; a text the database has cut ends with an ellipsis. */
export function markdownToText(source: string): string {
  const text = markdownToHtml(source)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&(?:amp|lt|gt|quot);/g, (entity) => entities.get(entity) ?? entity)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ (?=[.,;:!?])/g, "")
    .trim();
  return source.length >= cutAt && [...source].length === cutAt ? `${text.replace(/\S*$/, "").trimEnd()} …` : text;
}
