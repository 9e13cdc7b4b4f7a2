import type { DataTag, QueryClient, QueryKey } from "@tanstack/react-query";
import { z } from "zod";
import { componentStatuses } from "./status.ts";

/** What the database says on an organization's topic (docs/architecture.md). Every message is one of these. */
const Changed = z.object({ table: z.string(), id: z.string(), operation: z.enum(["insert", "update", "delete"]) });
const StatusChanged = z.object({
  component_id: z.string(),
  status: z.enum(componentStatuses),
  since: z.string(),
  cause: z.enum(["none", "manual", "monitor", "incident", "maintenance"]),
});
const Results = z.object({ at: z.string() });

export type OrganizationEvent =
  /** A row of a table changed; fetch it under your own rights. */
  | ({ type: "changed" } & z.infer<typeof Changed>)
  | ({ type: "status_changed" } & z.infer<typeof StatusChanged>)
  /** New check results, at most once a second and only while somebody watches. */
  | ({ type: "results" } & z.infer<typeof Results>);

/** Null for a message this version does not know. */
export function parseOrganizationEvent(event: string, payload: unknown): OrganizationEvent | null {
  if (event === "changed") return tagged("changed", Changed.safeParse(payload).data);
  if (event === "status_changed") return tagged("status_changed", StatusChanged.safeParse(payload).data);
  if (event === "results") return tagged("results", Results.safeParse(payload).data);
  return null;
}

function tagged<Type extends string, Data>(type: Type, data: Data | undefined): ({ type: Type } & Data) | null {
  return data === undefined ? null : { type, ...data };
}

/** One thing to do to the query cache. Made by reducers, carried out by the bridge only. */
export interface CacheChange {
  queryKey: QueryKey;
  /** Repeated changes of one key within this time become one at its end; 0 = at once. */
  atMostEveryMs: number;
  apply(client: QueryClient): void;
}

/** A feature's answer to an event: pure, no React, no requests. */
export type RealtimeReducer = (event: OrganizationEvent, organizationId: string) => readonly CacheChange[];

/** Marks every query below the key as old; those on screen refetch. */
export function invalidate(queryKey: QueryKey, { atMostEveryMs = 0 } = {}): CacheChange {
  return { queryKey, atMostEveryMs, apply: (client) => void client.invalidateQueries({ queryKey }) };
}

/** Changes cached data in place; nothing happens where nothing is cached. */
export function patch<Data>(queryKey: DataTag<QueryKey, Data, Error>, update: (data: Data) => Data): CacheChange {
  return {
    queryKey,
    atMostEveryMs: 0,
    apply: (client) => {
      const old = client.getQueryData<Data>(queryKey);
      if (old !== undefined) client.setQueryData<Data>(queryKey, update(old));
    },
  };
}
