import { wholeNumber } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import type { Freshness } from "../../../ui/freshness-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { PageSnapshot } from "../snapshot.ts";
import { countsWorstFirst, stateHeadline, stateSentence } from "../wording.ts";
import { PageHeader } from "./page-header.tsx";

export interface PageBannerProps {
  snapshot: PageSnapshot;
  freshness: Freshness;
  /** Incident cards follow and stand on the header's edge. */
  isOverlapped?: boolean;
}

/** The answer: state in words, what is hit and what works, on the soft colour of the overall state. */
export function PageBanner({ snapshot, freshness, isOverlapped = false }: PageBannerProps) {
  const { page, status, components } = snapshot;
  const shownStatus = components.length === 0 ? "unknown" : status.status;
  return (
    <PageHeader page={page} status={shownStatus} freshness={freshness} view="current">
      <div
        className={isOverlapped ? "pt-2 pb-[47px] rows:pt-[26px] rows:pb-[93px]" : "pt-2 pb-7 rows:pt-[26px] rows:pb-9"}
      >
        <div className="flex items-center justify-between gap-x-8">
          <h1 className="flex items-center gap-3.5 text-[27px] leading-[34px] font-semibold tracking-[-0.022em] text-status-fg rows:gap-4 rows:text-[34px] rows:leading-10">
            <span className="banner-glyph">
              <StatusGlyph status={shownStatus} size={38} />
            </span>
            {stateHeadline(snapshot)}
          </h1>
          <StatusCounts counts={countsWorstFirst(snapshot)} />
        </div>
        <p className="mt-2 max-w-[94ch] text-[15.5px] leading-6 rows:text-[16px]">{stateSentence(snapshot)}</p>
      </div>
    </PageHeader>
  );
}

function StatusCounts({ counts }: { counts: ReturnType<typeof countsWorstFirst> }) {
  if (counts.length === 0) return null;
  return (
    <ul
      className="hidden flex-wrap items-center justify-end gap-x-[18px] text-[13px] text-text-2 rows:flex"
      aria-label={strings.page.counts}
    >
      {counts.map(({ status, count }) => (
        <li key={status} className="flex items-center gap-2">
          <StatusGlyph status={status} />
          <span>
            <strong className="mr-1.5 font-semibold text-text">{wholeNumber(count)}</strong>
            {strings.statusInSentence[status]}
          </span>
        </li>
      ))}
    </ul>
  );
}
