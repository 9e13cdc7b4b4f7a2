import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";
import type { SubscriberFilter } from "./list-filter.ts";

/** Key root of subscribers and their deliveries. */
export const subscribersKey = (organizationId: string) => organizationKey(organizationId, "subscribers");

type SubscriberRow = Functions["subscribers"]["Returns"][number];
type DeliveryRow = Functions["delivery_log"]["Returns"][number];

/** A subscriber as the team sees one; the address is masked for who may not change subscribers. */
export type Subscriber = Omit<SubscriberRow, "confirmed_at" | "ended_at" | "end_reason" | "last_sent_at"> & {
  confirmed_at: string | null;
  ended_at: string | null;
  end_reason: string | null;
  last_sent_at: string | null;
};

/** One message to one subscriber and what became of it. */
export type Delivery = Omit<DeliveryRow, "error" | "finished_at"> & {
  error: string | null;
  finished_at: string | null;
};

const pageSize = 50;
/** Deliveries are not announced: there are too many. */
const refetchMs = 30_000;

export const subscriberQueries = {
  /** Newest first, filtered by the server; a page begins where the last one ended. */
  list: (organizationId: string, filter: SubscriberFilter) =>
    infiniteQueryOptions({
      queryKey: [...subscribersKey(organizationId), "list", filter],
      placeholderData: keepPreviousData,
      refetchInterval: refetchMs,
      initialPageParam: firstPage,
      getNextPageParam: (page: Subscriber[]) => {
        const last = page.at(-1);
        return page.length < pageSize || last === undefined ? null : { at: last.created_at, id: last.id };
      },
      queryFn: async ({ signal, pageParam: after }): Promise<Subscriber[]> =>
        unwrap(
          await supabase()
            .rpc("subscribers", {
              organization_id: organizationId,
              max_rows: pageSize,
              ...(filter.q !== undefined && { search: filter.q }),
              ...(filter.channel !== undefined && { only_channel: filter.channel }),
              ...(filter.state !== undefined && { only_state: filter.state }),
              ...(filter.page !== undefined && { only_page: filter.page }),
              ...(filter.failing === true && { only_failing: true }),
              ...(after !== null && { after_created_at: after.at, after_id: after.id }),
            })
            .abortSignal(signal),
        ),
    }),
  /** One subscriber. Null when there is none (any more). */
  detail: (organizationId: string, subscriberId: string) =>
    queryOptions({
      queryKey: [...subscribersKey(organizationId), "detail", subscriberId],
      refetchInterval: refetchMs,
      queryFn: async ({ signal }): Promise<Subscriber | null> =>
        unwrap(
          await supabase()
            .rpc("subscribers", { organization_id: organizationId, only_id: subscriberId })
            .abortSignal(signal),
        )[0] ?? null,
    }),
  /** How many there are, by channel and state. */
  counts: (organizationId: string) =>
    queryOptions({
      queryKey: [...subscribersKey(organizationId), "counts"],
      refetchInterval: refetchMs,
      queryFn: async ({ signal }) =>
        unwrap(await supabase().rpc("subscriber_counts", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** Messages to one subscriber, newest first. */
  log: (organizationId: string, subscriberId: string) =>
    deliveries([...subscribersKey(organizationId), "log", subscriberId], {
      organization_id: organizationId,
      of_subscriber: subscriberId,
    }),
  /** Messages that failed for good, newest first. */
  undelivered: (organizationId: string) =>
    deliveries([...subscribersKey(organizationId), "undelivered"], {
      organization_id: organizationId,
      only_state: "dead",
    }),
};

const firstPage: { at: string; id: string } | null = null;
const firstDelivery: number | null = null;

function deliveries(queryKey: readonly unknown[], args: Functions["delivery_log"]["Args"]) {
  return infiniteQueryOptions({
    queryKey,
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
    initialPageParam: firstDelivery,
    getNextPageParam: (page: Delivery[]) => (page.length < pageSize ? null : (page.at(-1)?.id ?? null)),
    queryFn: async ({ signal, pageParam: before }): Promise<Delivery[]> =>
      unwrap(
        await supabase()
          .rpc("delivery_log", { ...args, max_rows: pageSize, ...(before !== null && { before }) })
          .abortSignal(signal),
      ),
  });
}
