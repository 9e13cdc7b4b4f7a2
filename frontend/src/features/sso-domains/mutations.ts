import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { supabase } from "../../lib/supabase.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { ssoDomainsKey } from "./queries.ts";
import { noOrganization, type SsoDomainValues } from "./schemas.ts";

/** Adds a domain or changes whom it leads to. @returns what to put into DNS */
export function useSaveSsoDomain() {
  const refresh = useRefresh(ssoDomainsKey);
  return useMutation({
    mutationFn: async ({ domain, provider, organization, role }: SsoDomainValues) =>
      unwrap(
        await supabase().rpc("save_sso_domain", {
          domain,
          provider,
          default_role: role,
          ...(organization !== noOrganization && { organization_id: organization }),
        }),
      ),
    onSuccess: refresh,
  });
}

const Proof = z.object({ is_proven: z.boolean(), records: z.number() });

/** Looks for the record in DNS. */
export function useProveSsoDomain() {
  const refresh = useRefresh(ssoDomainsKey);
  return useMutation({
    mutationFn: (domain: string) => callFunction("accounts/prove-domain", { domain }, Proof),
    onSuccess: refresh,
  });
}

/** Forgets a domain: its people sign in by password again. */
export function useRemoveSsoDomain() {
  const refresh = useRefresh(ssoDomainsKey);
  return useMutation({
    mutationFn: async (domain: string) => unwrapEmpty(await supabase().rpc("remove_sso_domain", { domain })),
    onSuccess: refresh,
  });
}
