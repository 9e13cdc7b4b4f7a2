import { queryOptions } from "@tanstack/react-query";
import type { Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** A key without the key: only its first letters are known. */
export type ApiKey = Pick<
  Row<"api_keys">,
  "id" | "name" | "prefix" | "scopes" | "created_at" | "expires_at" | "last_used_at" | "revoked_at"
>;

export const apiKeysKey = (organizationId: string) => organizationKey(organizationId, "api-keys");

export const apiKeyQueries = {
  /** Newest first. For admins. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: apiKeysKey(organizationId),
      queryFn: async ({ signal }): Promise<ApiKey[]> =>
        unwrap(
          await supabase()
            .from("api_keys")
            .select("id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at")
            .eq("organization_id", organizationId)
            .order("created_at", { ascending: false })
            .limit(200)
            .abortSignal(signal),
        ),
    }),
};
