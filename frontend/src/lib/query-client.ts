import { QueryClient } from "@tanstack/react-query";
import { toAppError } from "./errors.ts";

/** Retries what a moment may mend (network, server), never what the server has decided. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const { kind } = toAppError(error);
  return failures < 2 && (kind === "network" || kind === "server");
}

/**
 * Live data comes by Realtime, so queries are fresh for long; without a socket the bridge polls. Screens show their own
 * errors, and offline is an error like others ("always"), not an endless wait.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 600_000, retry: shouldRetry, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
