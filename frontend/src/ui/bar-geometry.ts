import { type ComponentStatus, componentStatuses, statusOfDayCode } from "../lib/status.ts";

/** Drawing units: at the desktop width one unit is one pixel, so that every bar edge falls on a pixel. */
export const barPitch = 5;
export const barWidth = 3;
export const barsHeight = 28;

/** Share of the full height: a bar rises with severity, so that a bad day is seen without colour. */
const heightOf = {
  operational: 16,
  degraded_performance: 20,
  partial_outage: 24,
  major_outage: 28,
  under_maintenance: 16,
  unknown: 6,
} satisfies Record<ComponentStatus, number>;

const maintenanceGap = 2;

/** Width of a row of bars in its own units. */
export function barsWidth(count: number): number {
  return Math.max(0, count * barPitch - (barPitch - barWidth));
}

export interface BarsPath {
  status: ComponentStatus;
  /** Vertical strokes of width `barWidth`, one a day. */
  path: string;
}

/** One path per status that occurs: ninety days cost a handful of elements instead of ninety. */
export function barPaths(statuses: string): BarsPath[] {
  const days = Array.from(statuses, statusOfDayCode);
  return componentStatuses.flatMap((status) => {
    const indices = days.flatMap((day, index) => (day === status ? [index] : []));
    return indices.length === 0 ? [] : [{ status, path: strokes(status, indices) }];
  });
}

function strokes(status: ComponentStatus, indices: readonly number[]): string {
  const height = heightOf[status];
  const half = (height - maintenanceGap) / 2;
  const bar = status === "under_maintenance" ? `v${half}m0 ${maintenanceGap}v${half}` : `v${height}`;
  let previous = 0;
  return indices
    .map((index, position) => {
      const move =
        position === 0
          ? `M${index * barPitch + barWidth / 2} ${barsHeight - height}`
          : `m${(index - previous) * barPitch}-${height}`;
      previous = index;
      return move + bar;
    })
    .join("");
}

/** The day under a point `offset` along a strip `width` wide (same unit). */
export function dayAt(offset: number, width: number, count: number): number {
  const pitch = (width * barPitch) / barsWidth(count);
  return Math.min(
    count - 1,
    Math.max(0, Math.floor((offset + (pitch * (barPitch - barWidth)) / barPitch / 2) / pitch)),
  );
}

/** Where the middle of a day's bar stands, as a share of the strip's width. */
export function dayCentre(index: number, count: number): number {
  return (index * barPitch + barWidth / 2) / barsWidth(count);
}
