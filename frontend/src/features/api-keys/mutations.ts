import { useMutation } from "@tanstack/react-query";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { apiKeysKey } from "./queries.ts";
import type { ApiKeyValues } from "./schemas.ts";
import { expiresAt } from "./scopes.ts";

/** Makes a key. @returns it, which is shown once */
export function useCreateApiKey(organizationId: string) {
  const refresh = useRefresh(apiKeysKey(organizationId));
  return useMutation({
    mutationFn: async ({ name, scopes, expiry }: ApiKeyValues): Promise<string> => {
      const until = expiresAt(expiry, Date.now());
      const [created] = unwrap(
        await supabase().rpc("create_api_key", {
          organization_id: organizationId,
          name,
          scopes: [...scopes],
          ...(until !== null && { expires_at: until }),
        }),
      );
      if (created === undefined) throw new Error("create_api_key answers one row");
      return created.key;
    },
    onSuccess: refresh,
  });
}

/** Makes a key void at once. */
export function useRevokeApiKey(organizationId: string) {
  const refresh = useRefresh(apiKeysKey(organizationId));
  return useMutation({
    mutationFn: async (apiKeyId: string) =>
      unwrapEmpty(await supabase().rpc("revoke_api_key", { api_key_id: apiKeyId })),
    onSuccess: refresh,
  });
}
