import { useMutation } from "@tanstack/react-query";
import type { NotificationChannel } from "../../lib/database.ts";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { type Delivery, subscribersKey } from "./queries.ts";

/** Forgets a subscriber with all that is known of them. */
export function useRemoveSubscriber(organizationId: string) {
  const refresh = useRefresh(subscribersKey(organizationId));
  return useMutation({
    mutationFn: async (subscriberId: string) =>
      unwrapEmpty(await supabase().rpc("remove_subscriber", { subscriber_id: subscriberId })),
    onSuccess: refresh,
  });
}

/** Has a message that failed for good sent once more. */
export function useResend(organizationId: string) {
  const refresh = useRefresh(subscribersKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: Delivery) => unwrap(await supabase().rpc("resend_delivery", { delivery_id: id })),
    onSuccess: (isQueued, { address }) => {
      showToast(
        isQueued
          ? { title: `Sending to ${address} again` }
          : { title: "Not sent again", text: `${address} does not follow the page any more.`, isError: true },
      );
    },
    onError: (error, { address }) => showErrorToast(`Nothing is sent to ${address}`, error),
    onSettled: refresh,
  });
}

/** What became of a row of an import. */
export type ImportOutcome = "asked" | "known" | "ended" | "repeated" | "invalid";

export interface ImportBatch {
  pageId: string;
  channel: NotificationChannel;
  addresses: readonly string[];
}

const outcomes: readonly string[] = ["asked", "known", "ended", "repeated", "invalid"] satisfies ImportOutcome[];

function isOutcome(text: string): text is ImportOutcome {
  return outcomes.includes(text);
}

/** Adds addresses, each of which is asked to confirm. @returns what became of each, in order */
export function useImportSubscribers(organizationId: string) {
  const refresh = useRefresh(subscribersKey(organizationId));
  return useMutation({
    mutationFn: async ({ pageId, channel, addresses }: ImportBatch): Promise<ImportOutcome[]> =>
      unwrap(
        await supabase().rpc("import_subscribers", {
          status_page_id: pageId,
          channel,
          addresses: [...addresses],
        }),
      ).map(({ outcome }) => (isOutcome(outcome) ? outcome : "invalid")),
    onSettled: refresh,
  });
}
