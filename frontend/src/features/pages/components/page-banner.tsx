import { useEffect, useRef, useState } from "react";
import { wholeNumber } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { type Freshness, FreshnessBadge } from "../../../ui/freshness-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import type { PageDescription, PageSnapshot } from "../snapshot.ts";
import { countsWorstFirst, stateHeadline, stateSentence } from "../wording.ts";

export interface PageBannerProps {
  snapshot: PageSnapshot;
  freshness: Freshness;
}

/** The answer: state in words, what is hit and what works, on the soft colour of the overall state. */
export function PageBanner({ snapshot, freshness }: PageBannerProps) {
  const { page, status, components } = snapshot;
  const shownStatus = components.length === 0 ? "unknown" : status.status;
  return (
    <header className="page-banner" data-status={shownStatus}>
      <div className="page-column">
        <div className="flex h-[60px] items-center gap-3 rows:h-[68px]">
          <Brand page={page} />
          <FreshnessBadge freshness={freshness} />
          <ThemeToggle initial={page.theme} />
        </div>
        <div className="pt-2 pb-7 rows:pt-[26px] rows:pb-9">
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
      </div>
    </header>
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

function Brand({ page }: { page: PageDescription }) {
  return (
    <div className="flex min-w-0 grow items-center gap-[11px] text-[15px] leading-5 font-semibold rows:text-[16px]">
      <Logo page={page} />
      <span className="truncate">
        {page.title} <span className="hidden font-normal text-text-2 rows:inline">{strings.page.status}</span>
      </span>
    </div>
  );
}

/** The page's logo; its first letter without one, or when the logo cannot be loaded. */
function Logo({ page }: { page: PageDescription }) {
  const image = useRef<HTMLImageElement>(null);
  const [isBroken, setIsBroken] = useState(false);
  // The error may have come and gone before there was anyone to hear it.
  useEffect(() => {
    if (image.current?.complete && image.current.naturalWidth === 0) setIsBroken(true);
  }, []);
  if (page.logo_url === null || isBroken) {
    return (
      <span className="brand-mark" aria-hidden="true">
        {page.title.charAt(0).toUpperCase()}
      </span>
    );
  }
  const onError = () => setIsBroken(true);
  return <img ref={image} className="brand-mark" src={page.logo_url} alt="" width="32" height="32" onError={onError} />;
}
