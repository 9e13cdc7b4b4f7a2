import { ArrowLeft } from "lucide-react";
import { PageFooter } from "../../features/pages/components/page-footer.tsx";
import { PageHeader } from "../../features/pages/components/page-header.tsx";
import type { MissingKind } from "../../features/pages/notice-bodies.ts";
import { noticeStrings } from "../../features/pages/notice-strings.ts";
import type { PageSnapshot } from "../../features/pages/snapshot.ts";

export interface MissingNoticeProps {
  kind: MissingKind;
  snapshot: PageSnapshot;
  snapshotUrl: string;
}

/** In a page's own frame: there is no such incident or maintenance, or none for the public. */
export function MissingNotice({ kind, snapshot, snapshotUrl }: MissingNoticeProps) {
  const { page } = snapshot;
  return (
    <>
      <PageHeader page={page} status="unknown" freshness={null} view={null}>
        <div className="pt-2 pb-7 rows:pt-[26px] rows:pb-9">
          <h1 className="text-[25px] leading-[31px] text-balance font-semibold tracking-[-0.016em] rows:text-[30px] rows:leading-[38px]">
            {noticeStrings.missing[kind]}
          </h1>
          <p className="mt-2 text-[15.5px] leading-6 rows:text-[16px]">{noticeStrings.missing.text}</p>
        </div>
      </PageHeader>
      <main className="page-column">
        <p className="mt-8 text-[15px]">
          <a href={`/status/${page.slug}`} className="inline-flex items-center gap-2">
            <ArrowLeft size={16} strokeWidth={1.75} aria-hidden="true" />
            {noticeStrings.missing.back}
          </a>
        </p>
      </main>
      <PageFooter snapshot={snapshot} snapshotUrl={snapshotUrl} />
    </>
  );
}
