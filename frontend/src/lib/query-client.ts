import { MutationCache, QueryClient } from "@tanstack/react-query";
import { toAppError } from "./errors.ts";
import { showPlanRefusal } from "./plan-refusal.ts";

/** Retries what a moment may mend (network, server), never what the server has decided. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const { kind } = toAppError(error);
  return failures < 2 && (kind === "network" || kind === "server");
}

/**
 * A query that is asked for the first time may have been read before the change that makes it old, and TanStack joins
 * such a fetch instead of beginning another: here a second one follows.
 */
class LiveQueryClient extends QueryClient {
  override async invalidateQueries(
    ...[filters, options]: Parameters<QueryClient["invalidateQueries"]>
  ): ReturnType<QueryClient["invalidateQueries"]> {
    const first = new Set(
      this.getQueryCache()
        .findAll({ ...filters, fetchStatus: "fetching" })
        .filter(({ state }) => state.data === undefined),
    );
    const others = super.invalidateQueries(filters, options);
    await Promise.allSettled([...first].map(({ promise }) => promise));
    if (first.size > 0) await super.invalidateQueries({ ...filters, predicate: (query) => first.has(query) }, options);
    await others;
  }
}

/**
 * Live data comes by Realtime, so queries are fresh for long; without a socket the bridge polls. Screens show their own
 * errors, and offline is an error like others ("always"), not an endless wait.
 */
export function createQueryClient(): QueryClient {
  return new LiveQueryClient({
    mutationCache: new MutationCache({ onError: showPlanRefusal }),
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 600_000, retry: shouldRetry, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
