import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "./database.ts";
import { unwrap } from "./errors.ts";
import { organizationKey } from "./keys.ts";
import { supabase } from "./supabase.ts";

/** Key root of what became of messages. */
export const deliveriesKey = (organizationId: string) => organizationKey(organizationId, "deliveries");

type UpdateDeliveries = Functions["update_deliveries"]["Returns"];
/** Messages are made within this time of what they tell. */
const fanOutMs = 60_000;

/**
 * What became of the messages about an incident or a maintenance, by update. While some wait it is looked at often, and so
 * it is for a minute after anything was said, whose messages may not exist yet.
 * @param saidAt when each update was written and when it appeared
 */
export function deliveriesQuery(
  organizationId: string,
  subject: { of_incident: string } | { of_maintenance: string },
  saidAt: readonly string[],
) {
  const latest = Math.max(0, ...saidAt.map((at) => Date.parse(at)));
  return queryOptions({
    queryKey: [...deliveriesKey(organizationId), subject],
    queryFn: async ({ signal }): Promise<UpdateDeliveries> =>
      unwrap(
        await supabase()
          .rpc("update_deliveries", { organization_id: organizationId, ...subject })
          .abortSignal(signal),
      ),
    refetchInterval: ({ state: { data } }) => {
      const isWaiting = data?.some(({ queued }) => queued > 0) === true;
      return isWaiting || Date.now() - latest < fanOutMs ? 3_000 : 30_000;
    },
  });
}
