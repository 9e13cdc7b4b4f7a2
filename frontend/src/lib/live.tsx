import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { Freshness } from "../ui/freshness-badge.tsx";
import { timeOfDay } from "./format.ts";
import type { Here } from "./presence.ts";
import type { LiveState, OrganizationLink } from "./realtime.ts";
import { browserZone } from "./time-zone.ts";

const LinkContext = createContext<OrganizationLink | null>(null);

/** Opens the link while mounted. `link` must keep its identity between renders. */
export function LiveProvider({ link, children }: { link: OrganizationLink; children: ReactNode }) {
  useEffect(() => {
    link.open();
    const onVisible = () => document.visibilityState === "visible" && link.wake();
    const onOnline = () => link.wake();
    document.addEventListener("visibilitychange", onVisible);
    window.addEventListener("online", onOnline);
    return () => {
      link.close();
      document.removeEventListener("visibilitychange", onVisible);
      window.removeEventListener("online", onOnline);
    };
  }, [link]);
  return <LinkContext value={link}>{children}</LinkContext>;
}

function useLink(): OrganizationLink {
  const link = useContext(LinkContext);
  if (link === null) throw new Error("useLink needs a LiveProvider above it");
  return link;
}

function useLiveState(): LiveState {
  const link = useLink();
  return useSyncExternalStore(link.subscribe, link.getState);
}

/** Who has this organization open, the caller included. */
export function useHereNow(): readonly Here[] {
  return useLiveState().here;
}

/** How old what the dashboard shows is. Null until the first word from the server. */
export function useFreshness(): Freshness | null {
  const { link, updatedAt, offlineSince } = useLiveState();
  return useMemo(() => {
    if (offlineSince !== null) return { kind: "offline", from: timeOfDay(offlineSince, browserZone()) };
    if (updatedAt === null) return null;
    return { kind: link === "live" ? "live" : "reconnecting", updatedAt };
  }, [link, updatedAt, offlineSince]);
}

/** Asks for a message whenever check results arrive, while the calling screen is mounted. */
export function useWatchResults(): void {
  const link = useLink();
  useEffect(() => link.watchResults(), [link]);
}

/** Tells team mates where this person is. @param where completes "Jonas is …": "on Storefront" */
export function useWhere(where: string): void {
  const link = useLink();
  useEffect(() => link.setWhere(where, location.pathname), [link, where]);
}
