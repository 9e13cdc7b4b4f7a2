import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { leaveOnPurpose, takeLeftOnPurpose } from "../../lib/left-organizations.ts";
import { supabase } from "../../lib/supabase.ts";
import { factsKey, organizationsKey } from "./queries.ts";
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

/** Has the organization ask its members for a second factor, or no longer. */
export function useRequireMfa(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (isRequired: boolean) =>
      unwrap(
        await supabase()
          .from("organizations")
          .update({ requires_mfa: isRequired })
          .eq("id", organizationId)
          .select("id")
          .single(),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: factsKey(organizationId) }),
  });
}

/** Makes another member the one who pays. */
export function useHandOverBilling(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (userId: string) =>
      unwrapEmpty(await supabase().rpc("hand_over_billing", { organization_id: organizationId, user_id: userId })),
    // Whose card pays follows from it.
    onSettled: () => client.invalidateQueries({ queryKey: organizationKey(organizationId) }),
  });
}

/** Deletes an organization whose address was typed. @returns when it is erased for good */
export function useDeleteOrganization(organizationId: string) {
  return useMutation({
    mutationFn: async (slug: string) => {
      // The news of it comes before the answer.
      leaveOnPurpose(organizationId);
      try {
        return unwrap(
          await supabase().rpc("delete_organization", { organization_id: organizationId, confirmation: slug }),
        );
      } catch (error) {
        takeLeftOnPurpose(organizationId);
        throw error;
      }
    },
  });
}

/** Takes a deletion back. @returns the address */
export function useRestoreOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: restoreOrganization,
    onSuccess: () => client.invalidateQueries({ queryKey: organizationsKey }),
  });
}

/** As `useRestoreOrganization`, for after the screen is gone. */
export async function restoreOrganization(organizationId: string): Promise<string> {
  return unwrap(await supabase().rpc("restore_organization", { organization_id: organizationId }));
}
