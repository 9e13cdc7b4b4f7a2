import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { channelsInSentence } from "./channels.ts";
import type { NotificationChannel } from "./database.ts";
import { unwrap } from "./errors.ts";
import { wholeNumber } from "./format.ts";
import { organizationKey } from "./keys.ts";
import { strings } from "./strings.ts";
import { supabase } from "./supabase.ts";

/** Whom an act would be told, as far as its components decide. */
export interface RecipientScope {
  event: "incidents" | "maintenances";
  /** None: the act is about whole pages. */
  componentIds: readonly string[];
  /** Components that the act takes out: their followers hear of that. */
  removedIds?: readonly string[];
}

/** Subscribers by channel. */
export interface RecipientCount {
  channel: NotificationChannel;
  recipients: number;
}

/** How many subscribers would hear of an act, by channel. Never who. */
export function recipientsQuery(organizationId: string, { event, componentIds, removedIds = [] }: RecipientScope) {
  const component_ids = componentIds.toSorted();
  const removed_ids = removedIds.toSorted();
  return queryOptions({
    queryKey: organizationKey(organizationId, "recipients", event, component_ids, removed_ids),
    placeholderData: keepPreviousData,
    // Nothing tells this page of people who subscribe.
    staleTime: 0,
    refetchInterval: 15_000,
    queryFn: async ({ signal }): Promise<RecipientCount[]> =>
      unwrap(
        await supabase()
          .rpc("count_recipients", { organization_id: organizationId, component_ids, removed_ids, event })
          .abortSignal(signal),
      ),
  });
}

/** All channels together. */
export function recipientTotal(counts: readonly RecipientCount[]): number {
  return counts.reduce((sum, { recipients }) => sum + recipients, 0);
}

/** "4,584 subscribers are told: 4,312 by e-mail and 272 by SMS." */
export function recipientsText(counts: readonly RecipientCount[]): string {
  const total = recipientTotal(counts);
  if (total === 0) return "Nobody is told: no subscriber follows this.";
  const who = total === 1 ? "1 subscriber is told" : `${wholeNumber(total)} subscribers are told`;
  const [only, ...others] = counts.filter(({ recipients }) => recipients > 0);
  if (only !== undefined && others.length === 0) return `${who}, ${channelsInSentence[only.channel]}.`;
  const parts = counts
    .filter(({ recipients }) => recipients > 0)
    .map(({ channel, recipients }) => `${wholeNumber(recipients)} ${channelsInSentence[channel]}`);
  return `${who}: ${strings.sentence.names(parts)}.`;
}
