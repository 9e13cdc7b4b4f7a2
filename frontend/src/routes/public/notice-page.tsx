import { useAges } from "../../features/pages/components/age.tsx";
import { IncidentView, incidentFacts } from "../../features/pages/components/incident-view.tsx";
import { MaintenanceView, maintenanceFacts } from "../../features/pages/components/maintenance-view.tsx";
import { NoticeHeader } from "../../features/pages/components/notice-header.tsx";
import { PageFooter } from "../../features/pages/components/page-footer.tsx";
import type { IncidentBody, MaintenanceBody } from "../../features/pages/notice-bodies.ts";
import { noticeRules } from "../../features/pages/notice-rules.ts";
import { toneOf } from "../../features/pages/notice-wording.ts";
import { strings } from "../../lib/strings.ts";
import { faviconUrl } from "./favicon.ts";
import type { PageData } from "./page-data.ts";
import { useDocumentState, useLiveDocument } from "./use-live-document.ts";

/** The page of one incident or maintenance: rendered to HTML by the page handler, then kept live. */
export function NoticePage({ data }: { data: PageData<IncidentBody | MaintenanceBody> }) {
  const { live, freshness } = useLiveDocument(noticeRules, data);
  const body = live.snapshot;
  const { page, title } = body;
  useDocumentState(strings.page.documentTitle(title, page.title), faviconUrl(toneOf(body).status));
  useAges();
  return (
    <>
      <NoticeHeader
        page={page}
        freshness={freshness}
        tone={toneOf(body)}
        title={title}
        facts={body.kind === "incident" ? incidentFacts(body) : maintenanceFacts(body)}
      />
      <main className="page-column">
        {body.kind === "incident" ? <IncidentView body={body} /> : <MaintenanceView body={body} />}
      </main>
      <PageFooter snapshot={body} snapshotUrl={data.snapshotUrl} />
      <p className="sr-only" role="status">
        {live.announcement}
      </p>
    </>
  );
}
