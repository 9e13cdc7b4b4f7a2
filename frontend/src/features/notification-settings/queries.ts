import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { unwrap } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";
import { type Providers, readProviders } from "./providers.ts";

/** Key root of how messages leave. @param organizationId null for the instance */
export const providersKey = (organizationId: string | null) =>
  organizationId === null ? (["instance", "providers"] as const) : organizationKey(organizationId, "providers");

const Place = z.object({ blocked_ports: z.array(z.number()) });

export const providerQueries = {
  /** The organization's own providers, and what is public of the instance's. */
  overview: (organizationId: string) =>
    queryOptions({
      queryKey: [...providersKey(organizationId), "overview"],
      queryFn: async ({ signal }): Promise<Providers> =>
        readProviders(
          unwrap(await supabase().rpc("provider_overview", { organization_id: organizationId }).abortSignal(signal)),
        ),
    }),
  /** The instance's providers. For master administrators. */
  ofInstance: () =>
    queryOptions({
      queryKey: [...providersKey(null), "overview"],
      queryFn: async ({ signal }): Promise<Providers> => {
        const rows = unwrap(await supabase().rpc("instance_providers").abortSignal(signal));
        return readProviders(rows.map((row) => ({ ...row, is_own: true })));
      },
    }),
  /** Ports of mail servers that messages cannot leave through here. */
  blockedPorts: () =>
    queryOptions({
      queryKey: ["blocked-ports"],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async ({ signal }) => (await callFunction("messages/place", {}, Place, signal)).blocked_ports,
    }),
};
