import { useEffect, useMemo } from "react";
import { ComponentList } from "../../features/pages/components/component-list.tsx";
import { PageAnnouncement } from "../../features/pages/components/page-announcement.tsx";
import { PageBanner } from "../../features/pages/components/page-banner.tsx";
import { PageFooter } from "../../features/pages/components/page-footer.tsx";
import type { LiveState } from "../../features/pages/realtime.ts";
import { useLivePage } from "../../features/pages/use-live-page.ts";
import { stateHeadline } from "../../features/pages/wording.ts";
import { timeNear } from "../../lib/format.ts";
import { strings } from "../../lib/strings.ts";
import type { Freshness } from "../../ui/freshness-badge.tsx";
import { useHydrated } from "../../ui/use-hydrated.ts";
import { faviconUrl } from "./favicon.ts";
import type { PageData } from "./page-data.ts";

/** The whole public page; rendered to HTML by the page handler, then kept live in the browser. */
export function StatusPage({ data }: { data: PageData }) {
  const { etag, snapshotUrl, publishableKey, supabaseUrl, renderedAt } = data;
  const liveOptions = useMemo(
    () =>
      typeof location === "undefined"
        ? null
        : { supabaseUrl: supabaseUrl ?? location.origin, publishableKey, snapshotUrl, etag },
    [supabaseUrl, publishableKey, snapshotUrl, etag],
  );
  const offlineSince = data.offlineSince === null ? null : Date.parse(data.offlineSince);
  const live = useLivePage(data.snapshot, offlineSince, liveOptions);
  const isHydrated = useHydrated();
  const { snapshot } = live;
  const freshness = freshnessOf(live, isHydrated ? Date.now() : Date.parse(renderedAt));
  useDocumentState(live);

  return (
    <>
      {snapshot.components.length === 0 ? null : (
        <a href="#components" className="skip-link">
          {strings.page.skip}
        </a>
      )}
      <PageBanner snapshot={snapshot} freshness={freshness} />
      <main className="page-column">
        {snapshot.page.announcement === null ? null : <PageAnnouncement text={snapshot.page.announcement} />}
        <ComponentList snapshot={snapshot} />
      </main>
      <PageFooter snapshot={snapshot} snapshotUrl={snapshotUrl} />
      <p className="sr-only" role="status">
        {live.announcement}
      </p>
    </>
  );
}

function freshnessOf({ snapshot, link, currentAt, offlineSince }: LiveState, reference: number): Freshness {
  const { time_zone: zone } = snapshot.page;
  if (offlineSince !== null) return { kind: "offline", from: timeNear(offlineSince, reference, zone) };
  if (link === "connecting" || currentAt === null) {
    return { kind: "at", time: timeNear(snapshot.generated_at, reference, zone) };
  }
  return { kind: link, updatedAt: currentAt };
}

/** Title and icon of the tab follow the state. */
function useDocumentState({ snapshot }: LiveState) {
  const title = documentTitle(snapshot);
  const icon = faviconOf(snapshot);
  useEffect(() => {
    document.title = title;
    document.querySelector('link[rel="icon"]')?.setAttribute("href", icon);
  }, [title, icon]);
}

/** The tab's title: the state first, so that it is seen in a narrow tab. */
export function documentTitle(snapshot: LiveState["snapshot"]): string {
  return strings.page.documentTitle(stateHeadline(snapshot), snapshot.page.title);
}

/** The glyph of the overall state. */
export function faviconOf({ status }: LiveState["snapshot"]): string {
  return faviconUrl(status.status);
}
