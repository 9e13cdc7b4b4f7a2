import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { leaveOnPurpose } from "../../lib/left-organizations.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { type Impersonation, impersonationKey } from "./queries.ts";
import type { ImpersonationValues } from "./schemas.ts";

/** Opens an organization to this session for a while. What was opened before is closed. */
export function useImpersonate(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ reason, minutes, mayWrite }: ImpersonationValues) =>
      unwrap(
        await supabase().rpc("impersonate", {
          organization_id: organizationId,
          reason,
          minutes: Number(minutes),
          may_write: mayWrite,
        }),
      ),
    // Everything of the organization may have been read as somebody else before.
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: impersonationKey }),
        client.invalidateQueries({ queryKey: ["organizations"] }),
        client.invalidateQueries({ queryKey: organizationKey(organizationId) }),
      ]),
  });
}

/** Ends what this session looks into. */
export function useEndImpersonation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (impersonation: Impersonation) => {
      leaveOnPurpose(impersonation.organization_id);
      unwrapEmpty(await supabase().rpc("end_impersonation"));
    },
    onError: (error) => showErrorToast("The visit goes on", error),
    onSuccess: (_, impersonation) => {
      client.setQueryData(impersonationKey, null);
      client.removeQueries({ queryKey: organizationKey(impersonation.organization_id), type: "inactive" });
      return client.invalidateQueries({ queryKey: ["organizations"] });
    },
  });
}
