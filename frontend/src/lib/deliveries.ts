import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Functions } from "./database.ts";
import { unwrap } from "./errors.ts";
import { organizationKey } from "./keys.ts";
import { supabase } from "./supabase.ts";

type UpdateDeliveries = Functions["update_deliveries"]["Returns"];

/**
 * What became of the messages about an incident or a maintenance, by update. While some wait it is looked at often, and so
 * it is for a minute after the newest update was posted, whose messages may not exist yet.
 */
export function deliveriesQuery(
  organizationId: string,
  subject: { of_incident: string } | { of_maintenance: string },
  postedAt: string | undefined,
) {
  return queryOptions({
    queryKey: organizationKey(organizationId, "deliveries", subject, postedAt),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<UpdateDeliveries> =>
      unwrap(
        await supabase()
          .rpc("update_deliveries", { organization_id: organizationId, ...subject })
          .abortSignal(signal),
      ),
    refetchInterval: ({ state: { data } }) => {
      const isWaiting = data?.some(({ queued }) => queued > 0) === true;
      return isWaiting || (postedAt !== undefined && Date.now() - Date.parse(postedAt) < 60_000) ? 3_000 : 30_000;
    },
  });
}
