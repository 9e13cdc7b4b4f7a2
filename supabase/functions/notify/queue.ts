import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import type { Database } from "../_shared/db/database.types.ts";
import type { Delivery } from "./message.ts";
import type { Queue } from "./notify.ts";
import type { Providers } from "./providers.ts";

const leaseSeconds = 120;
const statuses = [
  "operational",
  "unknown",
  "degraded_performance",
  "partial_outage",
  "major_outage",
  "under_maintenance",
] as const;
const Components = z.array(
  z.object({ id: z.string(), name: z.string(), old_status: z.enum(statuses), new_status: z.enum(statuses) }),
);

const Details = z.record(z.string(), z.unknown());

/** The queue of deliveries over the RPCs of the database, for one worker. */
export function createQueue(
  client: SupabaseClient<Database>,
  providers: Providers,
  channels: readonly Delivery["channel"][],
): Queue {
  const worker = crypto.randomUUID();
  return {
    async claim(max_rows) {
      const { data } = await client
        .rpc("claim_deliveries", { worker, channels: [...channels], max_rows, lease_seconds: leaseSeconds })
        .throwOnError();
      return data.map((row) => ({
        id: row.id,
        notificationId: row.notification_id,
        organizationId: row.organization_id,
        statusPageId: row.status_page_id,
        subscriberId: row.subscriber_id,
        channel: row.channel,
        address: row.address,
        details: Details.parse(row.details),
        token: row.token,
        confirmationToken: row.confirmation_token,
        componentIds: row.component_ids,
        threadId: row.thread_id,
        attempt: row.attempt,
      }));
    },
    async dueIn() {
      const { data } = await client.rpc("deliveries_due_in", { channels: [...channels] }).throwOnError();
      return data === null ? null : data * 1000;
    },
    async contents(notification_ids) {
      const { data } = await client
        .rpc("notification_contents", { notification_ids: [...notification_ids] })
        .throwOnError();
      return data.map((row) => ({ ...row, components: Components.parse(row.components) }));
    },
    async prepare(organizationIds) {
      const unknown = organizationIds.filter((id) => !providers.knows(id));
      if (unknown.length === 0) return;
      const { data } = await client.rpc("providers", { organization_ids: unknown }).throwOnError();
      providers.add(unknown, data);
    },
    async finish(results) {
      await client
        .rpc("finish_deliveries", {
          worker,
          results: results.map(({ delivery, outcome }) => ({
            delivery_id: delivery.id,
            outcome: outcome.outcome,
            ...(outcome.outcome === "sent"
              ? {
                  provider_id: outcome.providerId ?? null,
                  confirms_subscription: outcome.confirmsSubscription ?? false,
                }
              : {
                  error: outcome.error,
                  ...(outcome.outcome === "retry" && {
                    retry_after_seconds: outcome.retryAfterSeconds ?? null,
                    throttled: outcome.isThrottled ?? false,
                  }),
                  ...(outcome.outcome === "dead" && { ends_subscription: outcome.endsSubscription ?? false }),
                }),
          })),
        })
        .throwOnError();
    },
  };
}
