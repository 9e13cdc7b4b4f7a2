import { dateAndTime } from "../lib/format.ts";
import { browserZone } from "../lib/time-zone.ts";

export interface DraftNoticeProps {
  /** From `useFormDraft`; null shows nothing. */
  restoredAt: number | null;
  onDiscard: () => void;
}

/** Says that the values on screen are a draft from earlier. */
export function DraftNotice({ restoredAt, onDiscard }: DraftNoticeProps) {
  if (restoredAt === null) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-accent-soft px-3 py-2 text-[13px]/5">
      Your draft of {dateAndTime(restoredAt, browserZone())} is back.
      <button
        type="button"
        onClick={onDiscard}
        className="cursor-pointer font-medium text-accent underline underline-offset-3"
      >
        Discard it
      </button>
    </p>
  );
}
