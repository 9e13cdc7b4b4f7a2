import type { ReactNode } from "react";
import { ErrorState } from "./error-state.tsx";
import { Late } from "./skeleton.tsx";

/** The part of a TanStack Query result that decides what is shown. */
export interface QueryLike<Data> {
  data: Data | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

export interface QueryViewProps<Data> {
  query: QueryLike<Data>;
  /** In the final geometry. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** Skeleton, error with retry, or the data. Old data stays while it is fetched again, even if that fails. */
export function QueryView<Data>({ query, skeleton, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && query.error !== undefined)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />;
  return <Late>{skeleton}</Late>;
}
