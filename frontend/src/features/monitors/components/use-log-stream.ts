import { useQuery } from "@tanstack/react-query";
import { useEffect, useReducer, useState } from "react";
import { emptyLog, type LogStream, logReducer } from "../log-stream.ts";
import { logPageSize, observationQueries, olderResults } from "../queries.ts";

export interface LogFeed {
  stream: LogStream;
  /** Nothing is known yet. */
  isLoading: boolean;
  /** The first page failed. */
  error: unknown;
  retry: () => void;
  isRetrying: boolean;
  hold: () => void;
  release: () => void;
  loadOlder: () => void;
  isLoadingOlder: boolean;
  olderError: unknown;
}

/** The log of one component; mount it anew (key) for another filter. */
export function useLogStream(organizationId: string, componentId: string, onlyFailed: boolean): LogFeed {
  const query = useQuery(observationQueries.newest(organizationId, componentId, onlyFailed));
  const [stream, dispatch] = useReducer(logReducer, emptyLog);
  const [older, setOlder] = useState<{ isLoading: boolean; error: unknown }>({ isLoading: false, error: null });

  useEffect(() => {
    if (query.data !== undefined) dispatch({ type: "newest", rows: query.data, pageSize: logPageSize });
  }, [query.data]);

  async function loadOlder() {
    const last = stream.shown.at(-1);
    if (last === undefined || older.isLoading) return;
    setOlder({ isLoading: true, error: null });
    try {
      const rows = await olderResults(componentId, onlyFailed, last.checked_at);
      dispatch({ type: "older", rows, pageSize: logPageSize });
      setOlder({ isLoading: false, error: null });
    } catch (error) {
      setOlder({ isLoading: false, error });
    }
  }

  return {
    stream,
    isLoading: query.data === undefined && query.error === null,
    error: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
    isRetrying: query.isFetching,
    hold: () => dispatch({ type: "hold" }),
    release: () => dispatch({ type: "release" }),
    loadOlder: () => void loadOlder(),
    isLoadingOlder: older.isLoading,
    olderError: older.error,
  };
}
