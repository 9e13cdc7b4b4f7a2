import { useEffect, useMemo } from "react";
import type { LiveRules, LiveState, Versioned } from "../../features/pages/realtime.ts";
import type { PageDescription } from "../../features/pages/snapshot.ts";
import { useLivePage } from "../../features/pages/use-live-page.ts";
import { timeNear } from "../../lib/format.ts";
import type { Freshness } from "../../ui/freshness-badge.tsx";
import { useHydrated } from "../../ui/use-hydrated.ts";
import type { PageData } from "./page-data.ts";

/** What every view of a page is made from. */
type Body = Versioned & { page: PageDescription };

/** Keeps what the server rendered current, and says how fresh it is. */
export function useLiveDocument<T extends Body>(
  rules: LiveRules<T>,
  data: PageData<T>,
): { live: LiveState<T>; freshness: Freshness } {
  const { etag, snapshotUrl, publishableKey, supabaseUrl, renderedAt } = data;
  const pageId = data.snapshot.page.id;
  const options = useMemo(
    () =>
      typeof location === "undefined"
        ? null
        : { supabaseUrl: supabaseUrl ?? location.origin, publishableKey, snapshotUrl, etag, pageId },
    [supabaseUrl, publishableKey, snapshotUrl, etag, pageId],
  );
  const offlineSince = data.offlineSince === null ? null : Date.parse(data.offlineSince);
  const live = useLivePage(rules, data.snapshot, offlineSince, options);
  const isHydrated = useHydrated();
  return { live, freshness: freshnessOf(live, isHydrated ? Date.now() : Date.parse(renderedAt)) };
}

function freshnessOf({ snapshot, link, currentAt, offlineSince }: LiveState<Body>, reference: number): Freshness {
  const { time_zone: zone } = snapshot.page;
  if (offlineSince !== null) return { kind: "offline", from: timeNear(offlineSince, reference, zone) };
  if (link === "connecting" || currentAt === null) {
    return { kind: "at", time: timeNear(snapshot.generated_at, reference, zone) };
  }
  return { kind: link, updatedAt: currentAt };
}

/** Title and icon of the tab follow the state. */
export function useDocumentState(title: string, icon: string): void {
  useEffect(() => {
    document.title = title;
    document.querySelector('link[rel="icon"]')?.setAttribute("href", icon);
  }, [title, icon]);
}
