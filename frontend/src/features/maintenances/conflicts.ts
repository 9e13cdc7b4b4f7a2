import type { MaintenanceItem } from "./queries.ts";

/** A time, as ISO instants. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

/** Another window that is open at the same time on some of the same components. */
export interface Conflict {
  readonly window: MaintenanceItem;
  readonly componentIds: readonly string[];
}

/**
 * Windows that share a component and some time with one that is being planned.
 * @param except ids of windows and series that the planned one replaces
 */
export function conflictsOf(
  windows: readonly MaintenanceItem[],
  spans: readonly Span[],
  componentIds: readonly string[],
  except: readonly (string | null)[],
): Conflict[] {
  const wanted = new Set(componentIds);
  const replaced = new Set(except.filter((id) => id !== null));
  return windows.flatMap((window): Conflict[] => {
    if (replaced.has(window.id) || (window.series_id !== null && replaced.has(window.series_id))) return [];
    if (window.status === "completed" || window.status === "cancelled") return [];
    const shared = window.componentIds.filter((id) => wanted.has(id));
    const [from, until] = [Date.parse(window.scheduled_for), Date.parse(window.scheduled_until)];
    const isAtOnce = spans.some((span) => Date.parse(span.from) < until && Date.parse(span.until) > from);
    return shared.length > 0 && isAtOnce ? [{ window, componentIds: shared }] : [];
  });
}
