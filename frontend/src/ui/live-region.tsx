import { useSyncExternalStore } from "react";
import { currentAnnouncement, subscribeAnnouncements } from "../lib/announce.ts";

/** The page's one polite live region; `announce()` speaks through it. */
export function LiveRegion() {
  const message = useSyncExternalStore(subscribeAnnouncements, currentAnnouncement);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {message}
    </div>
  );
}
