import type { Functions } from "../../lib/database.ts";

export type CheckResult = Functions["check_log"]["Returns"][number];

/** A log that grows at its top while somebody may be reading further down. */
export interface LogStream {
  /** Newest first. */
  shown: readonly CheckResult[];
  /** Newer than what is shown: kept back while the reader scrolls or points. */
  held: readonly CheckResult[];
  isHeld: boolean;
  /** There is nothing older. */
  isComplete: boolean;
}

export type LogEvent =
  /** The newest results, newest first; fewer than `pageSize` means that these are all. */
  | { type: "newest"; rows: readonly CheckResult[]; pageSize: number }
  | { type: "older"; rows: readonly CheckResult[]; pageSize: number }
  | { type: "hold" }
  | { type: "release" };

export const emptyLog: LogStream = { shown: [], held: [], isHeld: false, isComplete: false };

/** A result is known by what was checked and when it began. */
export function resultKey({ monitor_id, region_id, checked_at }: CheckResult): string {
  return `${monitor_id} ${region_id} ${checked_at}`;
}

/** The log after an event; the same object when nothing is new. */
export function logReducer(state: LogStream, event: LogEvent): LogStream {
  switch (event.type) {
    case "newest":
      return onNewest(state, event.rows, event.pageSize);
    case "older":
      return {
        ...state,
        shown: merge(state.shown, event.rows),
        isComplete: event.rows.length < event.pageSize,
      };
    case "hold":
      return state.isHeld ? state : { ...state, isHeld: true };
    case "release":
      if (!state.isHeld) return state;
      return { ...state, shown: merge(state.held, state.shown), held: [], isHeld: false };
  }
}

function onNewest(state: LogStream, rows: readonly CheckResult[], pageSize: number): LogStream {
  const known = new Set([...state.shown, ...state.held].map(resultKey));
  const fresh = rows.filter((row) => !known.has(resultKey(row)));
  if (fresh.length === 0) return state;
  // Nothing in common with what is known: rows in between were missed, so the list starts anew.
  const isGap = known.size > 0 && fresh.length === rows.length && rows.length >= pageSize;
  if (known.size === 0 || isGap) return { ...state, shown: rows, held: [], isComplete: rows.length < pageSize };
  return state.isHeld ? { ...state, held: merge(fresh, state.held) } : { ...state, shown: merge(fresh, state.shown) };
}

/** One list of both, newest first, each result once. */
function merge(a: readonly CheckResult[], b: readonly CheckResult[]): CheckResult[] {
  const byKey = new Map([...a, ...b].map((row) => [resultKey(row), row]));
  return [...byKey.values()].sort((x, y) => Date.parse(y.checked_at) - Date.parse(x.checked_at));
}
