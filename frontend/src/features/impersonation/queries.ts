import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** An organization that this session looks into as master administrator. */
export type Impersonation = Functions["my_impersonation"]["Returns"][number];

/** Key root of what this session looks into. */
export const impersonationKey = ["impersonation"] as const;

export const impersonationQueries = {
  /** Null for nothing. */
  mine: () =>
    queryOptions({
      queryKey: impersonationKey,
      queryFn: async ({ signal }): Promise<Impersonation | null> =>
        unwrap(await supabase().rpc("my_impersonation").abortSignal(signal))[0] ?? null,
    }),
};
