import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { organizationsKey } from "./queries.ts";
import type { OrganizationValues } from "./schemas.ts";

/** Creates an organization with the caller as admin, and its default status page of the same slug. */
export function useCreateOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, slug }: OrganizationValues) =>
      unwrap(await supabase().rpc("create_organization", { name, slug })),
    onSuccess: () => client.invalidateQueries({ queryKey: organizationsKey }),
  });
}

/** Changes name and slug; the address of the dashboard follows the slug. */
export function useUpdateOrganization(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, slug }: OrganizationValues) =>
      unwrap(
        await supabase()
          .from("organizations")
          .update({ name, slug })
          .eq("id", organizationId)
          .select("id, slug, name")
          .single(),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: organizationsKey }),
  });
}
