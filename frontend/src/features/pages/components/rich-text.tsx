/** What the team wrote, as `markdownToHtml` made it: it lets no HTML of the source through, only its own few tags. */
export function RichText({ html, className = "" }: { html: string; className?: string }) {
  return <div className={`rich-text ${className}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
