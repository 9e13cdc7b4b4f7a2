import { isRefetchDue, type LiveEvent, type LiveState, type Versioned } from "./realtime.ts";
import { isPageChange, type PageSnapshot } from "./snapshot.ts";

/** Times in milliseconds. */
const pollEveryMs = 30_000;
const jitterMs = 5_000;
const firstWordMs = 6_000;
const socketRetryMs = 60_000;
const socketRetryMaxMs = 300_000;
const freshEnoughMs = 10_000;

export type ChannelStatus = "SUBSCRIBED" | "CHANNEL_ERROR" | "TIMED_OUT" | "CLOSED";

export interface ChannelCallbacks {
  onStatus(status: ChannelStatus): void;
  onMessage(payload: unknown): void;
  onHeartbeat(): void;
}

/** Joins the page's private topic; returns how to leave it. It retries lost sockets by itself. */
export type JoinChannel = (callbacks: ChannelCallbacks) => () => void;

export interface SnapshotAnswer<Body extends Versioned = PageSnapshot> {
  /** Null = unchanged. */
  snapshot: Body | null;
  /** Set when the server could not confirm its copy: since when (ms since the epoch). */
  staleSince: number | null;
}

export interface ConnectionOptions<Body extends Versioned = PageSnapshot> {
  join: JoinChannel;
  /** One conditional request; rejects when the server cannot be reached or answers an error. */
  fetchSnapshot: (signal: AbortSignal) => Promise<SnapshotAnswer<Body>>;
  getState: () => LiveState<Body>;
  dispatch: (event: LiveEvent<Body>) => void;
  random?: () => number;
  now?: () => number;
}

export interface Connection {
  /** The tab is looked at again, or the device is back online. */
  wake(): void;
  close(): void;
}

/**
 * Keeps an open page current: the socket while it holds, conditional polling every 30 s while it does not.
 * A refused join, a closed channel or a third failure in a row gives the socket up for a minute or more, so that
 * visitors over a plan's connection limit do not hammer it (the client alone would retry every 10 s for ever).
 */
export function connectPage<Body extends Versioned>(options: ConnectionOptions<Body>): Connection {
  const { getState, dispatch, random = Math.random, now = Date.now } = options;
  const stopped = new AbortController();
  let leave: (() => void) | null = null;
  let failures = 0;
  let givenUp = 0;
  let refetchTimer: ReturnType<typeof setTimeout> | null = null;
  let refetchAt = Number.POSITIVE_INFINITY;
  let isFetching = false;
  let socketTimer: ReturnType<typeof setTimeout> | null = null;
  let wasLive = false;

  function scheduleRefetch(delayMs: number) {
    const at = now() + delayMs;
    if (stopped.signal.aborted || isFetching || at >= refetchAt) return;
    if (refetchTimer !== null) clearTimeout(refetchTimer);
    refetchAt = at;
    refetchTimer = setTimeout(() => void refetch(), delayMs);
  }

  async function refetch() {
    refetchTimer = null;
    refetchAt = Number.POSITIVE_INFINITY;
    isFetching = true;
    try {
      const answer = await options.fetchSnapshot(stopped.signal);
      dispatch({ type: "answered", ...answer, at: now() });
    } catch {
      if (!stopped.signal.aborted) dispatch({ type: "unreachable", at: now() });
    }
    isFetching = false;
    scheduleNext();
  }

  function scheduleNext() {
    const state = getState();
    if (isRefetchDue(state)) scheduleRefetch(random() * jitterMs);
    else if (state.link !== "live") scheduleRefetch(pollEveryMs);
    // The socket is back before the server has noticed: its next answer will say so.
    else if (state.offlineSince !== null) scheduleRefetch(1_000 + random() * jitterMs);
  }

  function onStatus(status: ChannelStatus) {
    if (status === "SUBSCRIBED") {
      failures = 0;
      givenUp = 0;
      dispatch({ type: "joined" });
      // What changed between the page's making and this moment was not heard: ask once. After a reconnect many ask.
      scheduleRefetch(wasLive ? random() * jitterMs : 0);
      wasLive = true;
      return;
    }
    failures += 1;
    dispatch({ type: "lost" });
    scheduleRefetch(wasLive ? random() * jitterMs : 0);
    if (status === "CLOSED" || failures >= 3) giveUpSocket();
  }

  function giveUpSocket() {
    leave?.();
    leave = null;
    const waitMs = Math.min(socketRetryMaxMs, socketRetryMs * 2 ** givenUp) * (0.75 + random() / 2);
    givenUp += 1;
    failures = 0;
    if (socketTimer !== null) clearTimeout(socketTimer);
    socketTimer = setTimeout(openSocket, waitMs);
  }

  function openSocket() {
    socketTimer = null;
    if (stopped.signal.aborted || leave !== null) return;
    // Leaving reports CLOSED as well; that one is our own doing.
    let isCurrent = true;
    const leaveChannel = options.join({
      onStatus: (status) => isCurrent && onStatus(status),
      onMessage: (payload) => isCurrent && onMessage(payload),
      onHeartbeat: () => isCurrent && dispatch({ type: "heartbeat", at: now() }),
    });
    leave = () => {
      isCurrent = false;
      leaveChannel();
    };
  }

  function onMessage(payload: unknown) {
    if (isPageChange(payload)) {
      dispatch({ type: "message", message: payload, at: now() });
      if (isRefetchDue(getState())) scheduleRefetch(random() * jitterMs);
    } else {
      scheduleRefetch(random() * jitterMs);
    }
  }

  openSocket();
  scheduleRefetch(firstWordMs);

  return {
    wake() {
      const { currentAt, link } = getState();
      if (currentAt === null || now() - currentAt > freshEnoughMs || link !== "live") scheduleRefetch(0);
      if (leave === null) openSocket();
    },
    close() {
      stopped.abort();
      leave?.();
      leave = null;
      if (refetchTimer !== null) clearTimeout(refetchTimer);
      if (socketTimer !== null) clearTimeout(socketTimer);
    },
  };
}
