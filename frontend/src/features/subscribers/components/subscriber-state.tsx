import { subscriberStatuses } from "../../../lib/status.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import type { Subscriber } from "../queries.ts";
import { stateNames } from "../words.ts";

/** Glyph and words; what went wrong says why. */
export function SubscriberStateBadge({ subscriber }: { subscriber: Pick<Subscriber, "state" | "end_reason"> }) {
  const { state, end_reason: reason } = subscriber;
  const isTrouble = state === "bounced" || state === "complained";
  return (
    <span className="grid min-w-0">
      <StatusBadge status={subscriberStatuses[state]}>{stateNames[state]}</StatusBadge>
      {isTrouble && reason !== null ? (
        <span className="wrap-anywhere line-clamp-2 text-[12.5px]/[18px] text-text-3" title={reason}>
          {reason}
        </span>
      ) : null}
    </span>
  );
}
