import { type QueryKey, useQueryClient } from "@tanstack/react-query";

/** Has what is under a key read again. Each call has a promise of its own, as what follows may outlive the screen. */
export function useRefresh(queryKey: QueryKey) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey });
}
