import type { ReactNode } from "react";
import type { ComponentStatus } from "../lib/status.ts";
import { strings } from "../lib/strings.ts";
import { type GlyphSize, StatusGlyph } from "./status-glyph.tsx";

export interface StatusBadgeProps {
  status: ComponentStatus;
  size?: GlyphSize;
  /** Words to show instead of the status's own label ("2 of 5 affected"). */
  children?: ReactNode;
  className?: string;
}

/** Glyph and words in the status's colour. */
export function StatusBadge({ status, size = 15, children, className = "" }: StatusBadgeProps) {
  return (
    <span className={`status-badge ${className}`} data-status={status}>
      <StatusGlyph status={status} size={size} />
      <span>{children ?? strings.status[status]}</span>
    </span>
  );
}
