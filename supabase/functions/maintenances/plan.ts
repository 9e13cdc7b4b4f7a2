import { occurrences } from "../_shared/domain/recurrence.ts";

/** A series as the database hands it out; `plannedUntil` is null before the first plan. */
export interface Series {
  readonly id: string;
  readonly rule: string;
  readonly timeZone: string;
  readonly firstLocal: string;
  readonly plannedUntil: Date | null;
}

/** Starts of windows up to `plannedUntil`; `problem` says why there are none where the rule is none. */
export interface Plan {
  readonly starts: readonly Date[];
  readonly plannedUntil: Date;
  readonly problem?: string;
}

const aheadMs = 180 * 86_400_000;
const maxStarts = 400;

/**
 * Plans a series half a year ahead, from where the last plan ended. A rule that yields nothing, or is none, counts as
 * planned just the same: it is not asked for again until then.
 */
export function planSeries(series: Series, now: Date): Plan {
  const plannedUntil = new Date(now.getTime() + aheadMs);
  const after = new Date(Math.max(now.getTime(), series.plannedUntil?.getTime() ?? 0));
  try {
    const starts = occurrences(series, after, plannedUntil, maxStarts);
    const last = starts.at(-1);
    return { starts, plannedUntil: starts.length === maxStarts && last !== undefined ? last : plannedUntil };
  } catch (error) {
    return { starts: [], plannedUntil, problem: error instanceof Error ? error.message : String(error) };
  }
}
