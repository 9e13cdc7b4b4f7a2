import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { Constants, type Database } from "../_shared/db/database.types.ts";
import type { Delivery, Outcome } from "./message.ts";
import type { Queue } from "./notify.ts";
import type { Providers } from "./providers.ts";

const leaseSeconds = 120;
const maxRetryAfterSeconds = 86_400;
const Status = z.enum(Constants.public.Enums.component_status);
const Components = z.array(z.object({ id: z.string(), name: z.string(), old_status: Status, new_status: Status }));

const Details = z.record(z.string(), z.unknown());

/** The queue of deliveries over the RPCs of the database, for one worker. */
export function createQueue(
  client: SupabaseClient<Database>,
  providers: Providers,
  channels: readonly Delivery["channel"][],
  log: (line: string) => void,
): Queue {
  const worker = crypto.randomUUID();

  async function record(results: readonly Result[]): Promise<void> {
    await client.rpc("finish_deliveries", { worker, results: results.map(rowOf) }).throwOnError();
  }

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
    prepare(organizationIds) {
      return providers.load(organizationIds, async (missing) => {
        const { data } = await client.rpc("providers", { organization_ids: [...missing] }).throwOnError();
        return data;
      });
    },
    async finish(results) {
      try {
        await record(results);
      } catch {
        // What nobody thought of in one receiver's answer must not have the messages of others sent again.
        for (const result of results) {
          await record([result]).catch((error: unknown) => {
            const deliveryId = result.delivery.id;
            log(JSON.stringify({ level: "error", message: "not recorded", deliveryId, error: String(error) }));
          });
        }
      }
    },
  };
}

interface Result {
  readonly delivery: Delivery;
  readonly outcome: Outcome;
}

/** A row as the RPC takes it. Texts and times are a receiver's own words: they may be anything. */
function rowOf({ delivery, outcome }: Result) {
  const row = { delivery_id: delivery.id, outcome: outcome.outcome };
  switch (outcome.outcome) {
    case "sent":
      return {
        ...row,
        provider_id: outcome.providerId === undefined ? null : storable(outcome.providerId, 200),
        confirms_subscription: outcome.confirmsSubscription ?? false,
      };
    case "retry":
      return {
        ...row,
        error: storable(outcome.error, 500),
        retry_after_seconds: secondsOf(outcome.retryAfterSeconds),
        throttled: outcome.isThrottled ?? false,
      };
    case "dead":
      return {
        ...row,
        error: storable(outcome.error, 500),
        ends_subscription: outcome.endsSubscription ?? false,
      };
  }
}

/** Text that Postgres takes: no NUL, and no half of a character. */
function storable(text: string, maxLength: number): string {
  return text.replaceAll("\0", "").slice(0, maxLength).toWellFormed();
}

function secondsOf(seconds: number | undefined): number | null {
  if (seconds === undefined || Number.isNaN(seconds)) return null;
  return Math.min(Math.max(seconds, 0), maxRetryAfterSeconds);
}
