import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { leaveOnPurpose } from "../../lib/left-organizations.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { type Visit, visitKey } from "./queries.ts";
import type { VisitValues } from "./schemas.ts";

/** Opens an organization to this session for a while. What was opened before is closed. */
export function useStartVisit(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ reason, minutes, mayWrite }: VisitValues) =>
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
        client.invalidateQueries({ queryKey: visitKey }),
        client.invalidateQueries({ queryKey: ["organizations"] }),
        client.invalidateQueries({ queryKey: organizationKey(organizationId) }),
      ]),
  });
}

/** Ends what this session looks into. */
export function useEndVisit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (visit: Visit) => {
      leaveOnPurpose(visit.organization_id);
      unwrapEmpty(await supabase().rpc("end_impersonation"));
    },
    onError: (error) => showErrorToast("The visit goes on", error),
    onSuccess: (_, visit) => {
      client.setQueryData(visitKey, null);
      client.removeQueries({ queryKey: organizationKey(visit.organization_id), type: "inactive" });
      return client.invalidateQueries({ queryKey: ["organizations"] });
    },
  });
}
