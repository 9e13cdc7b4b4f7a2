import type { DayDetail, DayHistory, PageChange, PageSnapshot } from "./snapshot.ts";
import { changeMessage, stateHeadline } from "./wording.ts";

/** What an open page knows, and how sure it is of it. All times are the browser's clock in milliseconds. */
export interface LiveState {
  snapshot: PageSnapshot;
  /** `connecting` until the first word from the socket or the server. */
  link: "connecting" | "live" | "reconnecting";
  /** When the snapshot was last known to be current; null while connecting. */
  currentAt: number | null;
  /** Set while nobody can say whether the snapshot is current: since when (ms since the epoch). */
  offlineSince: number | null;
  /** The newest version heard of; above the snapshot's own, a refetch is due. */
  newestVersion: number;
  /** For the polite live region. */
  announcement: string;
}

export type LiveEvent =
  | { type: "joined" }
  | { type: "lost" }
  /** The socket answered a heartbeat: nothing was missed up to `at`. */
  | { type: "heartbeat"; at: number }
  | { type: "message"; message: PageChange; at: number }
  /** An answer of the page's JSON address; `snapshot` is null when unchanged (304). */
  | { type: "answered"; snapshot: PageSnapshot | null; staleSince: number | null; at: number }
  | { type: "unreachable"; at: number };

/** What a page knows when it opens. */
export function initialLiveState(snapshot: PageSnapshot, offlineSince: number | null): LiveState {
  return {
    snapshot,
    link: "connecting",
    currentAt: null,
    offlineSince,
    newestVersion: snapshot.version,
    announcement: "",
  };
}

/** A message skipped a version (or asked for it): one refetch is due. */
export function isRefetchDue(state: LiveState): boolean {
  return state.newestVersion > state.snapshot.version;
}

/** What a page knows after an event. Pure: the connection carries out what is due. */
export function liveReducer(state: LiveState, event: LiveEvent): LiveState {
  switch (event.type) {
    case "joined":
      return { ...state, link: "live" };
    case "lost":
      return { ...state, link: "reconnecting" };
    case "heartbeat":
      return state.link === "live" && state.offlineSince === null && !isRefetchDue(state)
        ? { ...state, currentAt: event.at }
        : state;
    case "message":
      return onMessage(state, event.message, event.at);
    case "answered":
      return onAnswer(state, event.snapshot, event.staleSince, event.at);
    case "unreachable":
      return {
        ...state,
        offlineSince: state.offlineSince ?? state.currentAt ?? Date.parse(state.snapshot.generated_at),
      };
  }
}

function onMessage(state: LiveState, message: PageChange, at: number): LiveState {
  if (message.version <= state.snapshot.version) return state;
  const canApply = message.changes !== null && message.previous_version === state.snapshot.version;
  if (!canApply) return { ...state, newestVersion: Math.max(state.newestVersion, message.version) };
  return withSnapshot({ ...state, currentAt: at, offlineSince: null }, applyChange(state.snapshot, message));
}

function onAnswer(state: LiveState, snapshot: PageSnapshot | null, staleSince: number | null, at: number): LiveState {
  const known: LiveState = {
    ...state,
    currentAt: staleSince ?? at,
    offlineSince: staleSince,
    // An unchanged or older answer is the server's cache lagging behind the socket: what is due stays due.
    link: state.link === "connecting" && staleSince !== null ? "reconnecting" : state.link,
  };
  if (snapshot === null || snapshot.version < state.snapshot.version) return known;
  return withSnapshot(known, snapshot);
}

function withSnapshot(state: LiveState, snapshot: PageSnapshot): LiveState {
  const before = new Map(state.snapshot.components.map(({ id, status }) => [id, status]));
  const changed = snapshot.components.filter(({ id, status }) => before.has(id) && before.get(id) !== status);
  return {
    ...state,
    snapshot,
    newestVersion: Math.max(state.newestVersion, snapshot.version),
    announcement: changed.length > 0 ? changeMessage(changed, stateHeadline(snapshot)) : state.announcement,
  };
}

/** The snapshot after a change that follows it directly. Components the page does not show are ignored. */
export function applyChange(snapshot: PageSnapshot, message: PageChange): PageSnapshot {
  if (message.changes === null) return snapshot;
  const { status, groups, components } = message.changes;
  const groupStatus = new Map(groups.map((group) => [group.id, group.status]));
  const changes = new Map(components.map((component) => [component.id, component]));
  return {
    ...snapshot,
    version: message.version,
    generated_at: message.generated_at,
    status,
    groups: snapshot.groups.map((group) => ({ ...group, status: groupStatus.get(group.id) ?? group.status })),
    components: snapshot.components.map((component) => {
      const change = changes.get(component.id);
      if (change === undefined) return component;
      const { today, today_details, ...facts } = change;
      return { ...component, ...facts, days: withToday(component.days, today, today_details) };
    }),
  };
}

function withToday(days: DayHistory, today: string, detail: DayDetail | null): DayHistory {
  const { [days.end]: _, ...details } = days.details;
  return {
    ...days,
    statuses: days.statuses.slice(0, -1) + today,
    details: detail === null ? details : { ...details, [days.end]: detail },
  };
}
