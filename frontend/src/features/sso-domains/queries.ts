import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** A domain whose people sign in through an identity provider. */
export type SsoDomain = Omit<
  Functions["sso_domains"]["Returns"][number],
  "organization_id" | "proven_at" | "checked_at"
> & {
  /** Where its people become members; null for nowhere. */
  organization_id: string | null;
  proven_at: string | null;
  checked_at: string | null;
};

export const ssoDomainsKey = ["instance", "sso-domains"] as const;

export const ssoDomainQueries = {
  /** By name. For master administrators. */
  list: () =>
    queryOptions({
      queryKey: ssoDomainsKey,
      queryFn: async ({ signal }): Promise<SsoDomain[]> =>
        unwrap(await supabase().rpc("sso_domains").abortSignal(signal)),
    }),
};
