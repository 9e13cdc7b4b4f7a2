import { markdownToHtml } from "@heliograph/shared/domain/markdown.ts";

export interface MarkdownTextProps {
  /** Markdown as the team wrote it. */
  source: string;
  /** Stands in bold before the first words: "Monitoring". */
  lead?: string;
  className?: string;
}

/** What the team wrote, as visitors see it. The renderer lets no HTML of the source through, only its own few tags. */
export function MarkdownText({ source, lead, className = "" }: MarkdownTextProps) {
  const html = withLead(lead, markdownToHtml(source));
  return <div className={`markdown-text ${className}`} dangerouslySetInnerHTML={{ __html: html }} />;
}

function withLead(lead: string | undefined, html: string): string {
  if (lead === undefined) return html;
  const words = `<strong>${lead}.</strong> `;
  return html.startsWith("<p>") ? `<p>${words}${html.slice(3)}` : `<p>${words}</p>${html}`;
}
