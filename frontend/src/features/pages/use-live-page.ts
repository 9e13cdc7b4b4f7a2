import { useEffect, useState, useSyncExternalStore } from "react";
import { connectPage, type JoinChannel } from "./connection.ts";
import type { PageChannelOptions } from "./page-channel.ts";
import {
  initialLiveState,
  type LiveEvent,
  type LiveRules,
  type LiveState,
  reduceLive,
  type Versioned,
} from "./realtime.ts";
import { snapshotRequest } from "./snapshot-request.ts";

export interface LivePageOptions {
  supabaseUrl: string;
  publishableKey: string;
  /** Address of the page's snapshot as JSON. */
  snapshotUrl: string;
  etag: string | null;
  pageId: string;
}

/** The state lives outside React: the connection reads it right after an event, before anything is rendered. */
function createStore<Body extends Versioned>(rules: LiveRules<Body>, initial: LiveState<Body>) {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch(event: LiveEvent<Body>) {
      state = reduceLive(rules, state, event);
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Holds a page's snapshot and keeps it current.
 * @param rules how this kind of page follows changes
 * @param offlineSince set when the server itself could not confirm the snapshot (ms since the epoch)
 * @param options must keep their identity between renders; null leaves the page as it is
 */
export function useLivePage<Body extends Versioned>(
  rules: LiveRules<Body>,
  snapshot: Body,
  offlineSince: number | null,
  options: LivePageOptions | null,
): LiveState<Body> {
  const [store] = useState(() => createStore(rules, initialLiveState(snapshot, offlineSince)));

  useEffect(() => {
    if (options === null) return;
    const { getState, dispatch } = store;
    const connection = connectPage({
      join: lateChannel(options),
      fetchSnapshot: snapshotRequest<Body>(options.snapshotUrl, options.etag),
      getState,
      dispatch,
    });
    const onVisible = () => document.visibilityState === "visible" && connection.wake();
    const onOnline = () => connection.wake();
    document.addEventListener("visibilitychange", onVisible);
    window.addEventListener("online", onOnline);
    return () => {
      connection.close();
      document.removeEventListener("visibilitychange", onVisible);
      window.removeEventListener("online", onOnline);
    };
  }, [options, store]);

  return useSyncExternalStore(store.subscribe, store.getState, store.getState);
}

/** The socket's code arrives after the page is usable: it is a fifth of the script and not needed for reading. */
function lateChannel(options: PageChannelOptions): JoinChannel {
  return (callbacks) => {
    let isLeft = false;
    let leave = () => {};
    import("./page-channel.ts")
      .then(({ pageChannel }) => {
        if (!isLeft) leave = pageChannel(options)(callbacks);
      })
      .catch(() => callbacks.onStatus("CLOSED"));
    return () => {
      isLeft = true;
      leave();
    };
  };
}
