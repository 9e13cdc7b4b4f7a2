import { statusOfImpact } from "../../../lib/notices.ts";
import type { ComponentStatus } from "../../../lib/status.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { noticeStrings } from "../notice-strings.ts";
import type { IncidentImpact } from "../notices.ts";

/** "Major impact" with the shape that goes with it. */
export function ImpactChip({ impact, className = "" }: { impact: IncidentImpact; className?: string }) {
  return (
    <StatusChip status={statusOfImpact[impact]} className={className}>
      {noticeStrings.impact[impact]}
    </StatusChip>
  );
}

export interface StatusChipProps {
  status: ComponentStatus;
  children: string;
  className?: string;
}

/** Glyph and words on the status's soft ground. */
export function StatusChip({ status, children, className = "" }: StatusChipProps) {
  return (
    <span
      className={`inline-flex flex-none items-center gap-1.5 rounded-chip bg-status-soft px-2 py-[3px] text-[12.5px] leading-[18px] font-medium text-status-fg ${className}`}
      data-status={status}
    >
      <StatusGlyph status={status} size={13} />
      {children}
    </span>
  );
}
