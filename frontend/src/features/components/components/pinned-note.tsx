import { Pin } from "lucide-react";
import { timeNear } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import type { ComponentItem } from "../queries.ts";

export type Pinned = Pick<ComponentItem, "manual_status" | "manual_status_expires_at">;

/** "Pinned until 17:30"; nothing where no status is pinned. */
export function PinnedNote({ component, now }: { component: Pinned; now: number }) {
  const { manual_status: status, manual_status_expires_at: expiresAt } = component;
  if (status === null || (expiresAt !== null && Date.parse(expiresAt) <= now)) return null;
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      <Pin size={13} strokeWidth={1.75} aria-hidden="true" />
      {expiresAt === null ? "Pinned by hand" : `Pinned until ${timeNear(expiresAt, now, browserZone())}`}
    </span>
  );
}
