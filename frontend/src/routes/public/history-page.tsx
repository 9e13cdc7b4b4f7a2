import { useAges } from "../../features/pages/components/age.tsx";
import { HistoryView } from "../../features/pages/components/history-view.tsx";
import { PageFooter } from "../../features/pages/components/page-footer.tsx";
import { PageHeader } from "../../features/pages/components/page-header.tsx";
import { monthLong } from "../../features/pages/days.ts";
import type { HistoryBody } from "../../features/pages/notice-bodies.ts";
import { noticeStrings } from "../../features/pages/notice-strings.ts";
import type { LiveRules } from "../../features/pages/realtime.ts";
import { strings } from "../../lib/strings.ts";
import { faviconUrl } from "./favicon.ts";
import type { PageData } from "./page-data.ts";
import { useDocumentState, useLiveDocument } from "./use-live-document.ts";

/** Any change of the page is one refetch, spread by jitter; it is not announced: nobody waits for the past. */
const historyRules: LiveRules<HistoryBody> = { apply: () => null, announce: () => null };

/** Incidents and maintenance by month: rendered to HTML by the page handler, then kept live. */
export function HistoryPage({ data }: { data: PageData<HistoryBody> }) {
  const { live, freshness } = useLiveDocument(historyRules, data);
  const body = live.snapshot;
  useDocumentState(historyTitle(body), faviconUrl(body.status_now));
  useAges();
  return (
    <>
      <PageHeader page={body.page} status={body.status_now} freshness={freshness} view="history">
        <div className="pt-2 pb-7 rows:pt-[26px] rows:pb-9">
          <h1 className="text-[27px] leading-[34px] font-semibold tracking-[-0.022em] rows:text-[34px] rows:leading-10">
            {noticeStrings.history.title}
          </h1>
          <p className="mt-2 text-[15.5px] leading-6 rows:text-[16px]">{noticeStrings.history.intro}</p>
        </div>
      </PageHeader>
      <main className="page-column">
        <HistoryView body={body} />
      </main>
      <PageFooter snapshot={body} snapshotUrl={data.snapshotUrl} />
    </>
  );
}

/** The tab's title. */
export function historyTitle({ month, page }: HistoryBody): string {
  return strings.page.documentTitle(noticeStrings.history.documentTitle(monthLong(month)), page.title);
}
