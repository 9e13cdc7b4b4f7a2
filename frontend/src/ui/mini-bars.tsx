import { memo } from "react";
import { barPaths, barsHeight, barsWidth, barWidth } from "./bar-geometry.ts";

export interface MiniBarsProps {
  /** One letter a day, oldest first (o d p m w u). */
  statuses: string;
  /** Says what the picture shows: "last 30 days: 2 with trouble". */
  label: string;
  className?: string;
}

/** Daily bars as a small picture, for lists. */
export const MiniBars = memo(function MiniBars({ statuses, label, className = "h-5 w-[148px]" }: MiniBarsProps) {
  return (
    <svg
      className={`bars-drawing ${className}`}
      style={{ height: undefined }}
      viewBox={`0 0 ${barsWidth(statuses.length)} ${barsHeight}`}
      preserveAspectRatio="none"
      strokeWidth={barWidth}
      role="img"
      aria-label={label}
    >
      {barPaths(statuses).map(({ status, path }) => (
        <path key={status} data-status={status} d={path} />
      ))}
    </svg>
  );
});
