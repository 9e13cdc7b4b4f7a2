import { useAges } from "../../features/pages/components/age.tsx";
import { ComponentList } from "../../features/pages/components/component-list.tsx";
import { LateSection } from "../../features/pages/components/late-section.tsx";
import type { NoticeSections } from "../../features/pages/components/notice-sections.tsx";
import { PageAnnouncement } from "../../features/pages/components/page-announcement.tsx";
import { PageBanner } from "../../features/pages/components/page-banner.tsx";
import { PageFooter } from "../../features/pages/components/page-footer.tsx";
import { pageRules } from "../../features/pages/page-rules.ts";
import type { PageSnapshot } from "../../features/pages/snapshot.ts";
import { stateHeadline } from "../../features/pages/wording.ts";
import { strings } from "../../lib/strings.ts";
import { faviconUrl } from "./favicon.ts";
import type { PageData } from "./page-data.ts";
import { useDocumentState, useLiveDocument } from "./use-live-document.ts";

export interface StatusPageProps {
  data: PageData<PageSnapshot>;
  /** Sections whose code the browser loads late; given where the HTML is made. */
  sections: NoticeSections | null;
}

/** The whole public page; rendered to HTML by the page handler, then kept live in the browser. */
export function StatusPage({ data, sections }: StatusPageProps) {
  const { live, freshness } = useLiveDocument(pageRules, data);
  const { snapshot } = live;
  useDocumentState(documentTitle(snapshot), faviconOf(snapshot));
  useAges();

  return (
    <>
      {snapshot.components.length === 0 ? null : (
        <a href="#components" className="skip-link">
          {strings.page.skip}
        </a>
      )}
      <PageBanner snapshot={snapshot} freshness={freshness} isOverlapped={snapshot.incidents.length > 0} />
      <main className="page-column">
        <LateSection part="incidents" snapshot={snapshot} sections={sections} />
        {snapshot.page.announcement === null ? null : <PageAnnouncement text={snapshot.page.announcement} />}
        <ComponentList snapshot={snapshot} />
        <LateSection part="maintenances" snapshot={snapshot} sections={sections} />
        <LateSection part="past" snapshot={snapshot} sections={sections} />
      </main>
      <PageFooter snapshot={snapshot} snapshotUrl={data.snapshotUrl} />
      <p className="sr-only" role="status">
        {live.announcement}
      </p>
    </>
  );
}

/** The tab's title: the state first, so that it is seen in a narrow tab. */
export function documentTitle(snapshot: PageSnapshot): string {
  return strings.page.documentTitle(stateHeadline(snapshot), snapshot.page.title);
}

/** The glyph of the overall state. */
export function faviconOf({ status }: PageSnapshot): string {
  return faviconUrl(status.status);
}
