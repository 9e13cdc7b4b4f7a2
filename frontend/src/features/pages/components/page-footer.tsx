import { zoneOffset } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { HeliographMark } from "../../../ui/heliograph-mark.tsx";
import type { PageSnapshot } from "../snapshot.ts";

export interface PageFooterProps {
  snapshot: Pick<PageSnapshot, "page" | "generated_at">;
  /** The same facts as JSON. */
  snapshotUrl: string;
}

export function PageFooter({ snapshot, snapshotUrl }: PageFooterProps) {
  const { page, generated_at: generatedAt } = snapshot;
  return (
    <footer className="page-column mt-12 pb-10 text-[12.5px] leading-[18px]">
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-3 border-t border-border px-1 pt-5 text-text-2 rows:px-0">
        <p className="text-text-3">{strings.page.timesIn(page.time_zone, zoneOffset(generatedAt, page.time_zone))}</p>
        <ul className="footer-links flex flex-wrap items-center gap-x-[22px] gap-y-2">
          <li>
            <a href={snapshotUrl}>{strings.page.json}</a>
          </li>
          {page.links.map(({ label, url }) => (
            <li key={url}>
              <a href={url} rel="noopener">
                {label}
              </a>
            </li>
          ))}
          <li className="flex items-center gap-2 text-text-3">
            <HeliographMark size={14} />
            {strings.page.madeWith}
          </li>
        </ul>
      </div>
    </footer>
  );
}
