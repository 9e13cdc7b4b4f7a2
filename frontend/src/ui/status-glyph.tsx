import type { ComponentStatus } from "../lib/status.ts";
import { statusShapes } from "./status-shapes.ts";

export type GlyphSize = 13 | 15 | 18 | 24 | 38;

export interface StatusGlyphProps {
  status: ComponentStatus;
  /** Edge in CSS pixels. */
  size?: GlyphSize;
  /** Accessible name; leave it out where the words stand beside the glyph. */
  label?: string;
}

/** A status as a shape: the silhouette alone tells the six apart, without colour and at 13 px. */
export function StatusGlyph({ status, size = 15, label }: StatusGlyphProps) {
  const { silhouette, mark, isRing } = statusShapes[status];
  const isNamed = label !== undefined;
  return (
    <svg
      className="glyph"
      data-status={status}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={isNamed ? "img" : undefined}
      aria-label={label}
      aria-hidden={!isNamed}
    >
      <path className={isRing ? "glyph-ring" : undefined} d={silhouette} />
      {mark === undefined ? null : <path className="glyph-mark" d={mark} />}
    </svg>
  );
}
