import type { PageChange, PageSnapshot } from "./snapshot.ts";

/** Anything the page handler answers as JSON and a message on the page's topic can outdate. */
export interface Versioned {
  /** The page's version it belongs to. */
  version: number;
  generated_at: string;
}

/** What an open page knows, and how sure it is of it. All times are the browser's clock in milliseconds. */
export interface LiveState<Body extends Versioned = PageSnapshot> {
  snapshot: Body;
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

export type LiveEvent<Body extends Versioned = PageSnapshot> =
  | { type: "joined" }
  | { type: "lost" }
  /** The socket answered a heartbeat: nothing was missed up to `at`. */
  | { type: "heartbeat"; at: number }
  | { type: "message"; message: PageChange; at: number }
  /** An answer of the page's JSON address; `snapshot` is null when unchanged (304). */
  | { type: "answered"; snapshot: Body | null; staleSince: number | null; at: number }
  | { type: "unreachable"; at: number };

/** How one kind of page follows changes. */
export interface LiveRules<Body extends Versioned> {
  /** The body after a message that follows it directly; null when only a new one from the server will do. */
  apply: (body: Body, message: PageChange) => Body | null;
  /** What to announce about a change; null when there is nothing to say. */
  announce: (before: Body, after: Body) => string | null;
}

/** What a page knows when it opens. */
export function initialLiveState<Body extends Versioned>(snapshot: Body, offlineSince: number | null): LiveState<Body> {
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
export function isRefetchDue(state: Pick<LiveState<Versioned>, "newestVersion" | "snapshot">): boolean {
  return state.newestVersion > state.snapshot.version;
}

/** What a page knows after an event. Pure: the connection carries out what is due. */
export function reduceLive<Body extends Versioned>(
  rules: LiveRules<Body>,
  state: LiveState<Body>,
  event: LiveEvent<Body>,
): LiveState<Body> {
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
      return onMessage(rules, state, event.message, event.at);
    case "answered":
      return onAnswer(rules, state, event.snapshot, event.staleSince, event.at);
    case "unreachable":
      return {
        ...state,
        offlineSince: state.offlineSince ?? state.currentAt ?? Date.parse(state.snapshot.generated_at),
      };
  }
}

function onMessage<Body extends Versioned>(
  rules: LiveRules<Body>,
  state: LiveState<Body>,
  message: PageChange,
  at: number,
): LiveState<Body> {
  if (message.version <= state.snapshot.version) return state;
  const isNext = message.changes !== null && message.previous_version === state.snapshot.version;
  const next = isNext ? rules.apply(state.snapshot, message) : null;
  if (next === null) return { ...state, newestVersion: Math.max(state.newestVersion, message.version) };
  return withSnapshot(rules, { ...state, currentAt: at, offlineSince: null }, next);
}

function onAnswer<Body extends Versioned>(
  rules: LiveRules<Body>,
  state: LiveState<Body>,
  snapshot: Body | null,
  staleSince: number | null,
  at: number,
): LiveState<Body> {
  const known: LiveState<Body> = {
    ...state,
    currentAt: staleSince ?? at,
    offlineSince: staleSince,
    // An unchanged or older answer is the server's cache lagging behind the socket: what is due stays due.
    link: state.link === "connecting" && staleSince !== null ? "reconnecting" : state.link,
  };
  if (snapshot === null || snapshot.version < state.snapshot.version) return known;
  return withSnapshot(rules, known, snapshot);
}

function withSnapshot<Body extends Versioned>(
  rules: LiveRules<Body>,
  state: LiveState<Body>,
  snapshot: Body,
): LiveState<Body> {
  return {
    ...state,
    snapshot,
    newestVersion: Math.max(state.newestVersion, snapshot.version),
    announcement: rules.announce(state.snapshot, snapshot) ?? state.announcement,
  };
}
