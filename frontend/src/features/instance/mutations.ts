import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import { callFunction } from "../../lib/functions.ts";
import { instanceStateKey } from "../../lib/instance-state.ts";
import { supabase } from "../../lib/supabase.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { instanceKey } from "./queries.ts";
import type { AccountValues, ProbeValues } from "./schemas.ts";

const Created = z.object({ created: z.literal(true) });

/** Makes an account; its owner gets a mail with which to set a password. */
export function useCreateAccount() {
  const refresh = useRefresh([...instanceKey, "users"]);
  return useMutation({
    mutationFn: ({ email, fullName }: AccountValues) =>
      callFunction("accounts/create", { email, full_name: fullName }, Created),
    onSuccess: refresh,
  });
}

/** Locks an account out at once, or lets it in again. */
export function useSuspendAccount() {
  const refresh = useRefresh([...instanceKey, "users"]);
  return useMutation({
    mutationFn: async (change: { userId: string; isSuspended: boolean; reason?: string }) =>
      unwrapEmpty(
        await supabase().rpc("suspend_account", {
          user_id: change.userId,
          is_suspended: change.isSuspended,
          ...(change.reason !== undefined && { reason: change.reason }),
        }),
      ),
    onSuccess: refresh,
  });
}

/** Takes a lost second factor away and ends the account's sessions. */
export function useRemoveSecondFactors() {
  const refresh = useRefresh([...instanceKey, "users"]);
  return useMutation({
    mutationFn: async ({ userId, reason }: { userId: string; reason: string }) =>
      unwrapEmpty(await supabase().rpc("remove_second_factors", { user_id: userId, reason })),
    onSuccess: refresh,
  });
}

/** Makes somebody master administrator, or no longer. */
export function useGrantInstanceAdmin() {
  const refresh = useRefresh(instanceKey);
  const refreshState = useRefresh(instanceStateKey);
  return useMutation({
    mutationFn: async ({ userId, isGranted }: { userId: string; isGranted: boolean }) =>
      unwrapEmpty(await supabase().rpc("grant_instance_admin", { user_id: userId, is_granted: isGranted })),
    onSuccess: () => Promise.all([refresh(), refreshState()]),
  });
}

/** Suspends an organization for a reason; without one, ends that. */
export function useSuspendOrganization() {
  const refresh = useRefresh([...instanceKey, "organizations"]);
  return useMutation({
    mutationFn: async ({ organizationId, reason }: { organizationId: string; reason?: string }) =>
      unwrapEmpty(
        await supabase().rpc("suspend_organization", {
          organization_id: organizationId,
          ...(reason !== undefined && { reason }),
        }),
      ),
    onSuccess: refresh,
  });
}

/** Keeps a name for a probe. @returns its key, which is shown once */
export function useReserveProbe() {
  const refresh = useRefresh([...instanceKey, "probes"]);
  return useMutation({
    mutationFn: async ({ name, region }: ProbeValues) =>
      unwrap(await supabase().rpc("reserve_probe", { name, region_id: region })),
    onSuccess: refresh,
  });
}

/** Gives a probe a new key. @returns the key, which is shown once */
export function useRotateProbeKey() {
  const refresh = useRefresh([...instanceKey, "probes"]);
  return useMutation({
    mutationFn: async (probeId: string) => unwrap(await supabase().rpc("rotate_probe_key", { probe_id: probeId })),
    onSuccess: refresh,
  });
}

/** Whether a probe is given further checks. */
export function useDrainProbe() {
  const refresh = useRefresh([...instanceKey, "probes"]);
  return useMutation({
    mutationFn: async ({ probeId, isDraining }: { probeId: string; isDraining: boolean }) =>
      unwrapEmpty(await supabase().rpc("drain_probe", { probe_id: probeId, is_draining: isDraining })),
    onSuccess: refresh,
  });
}

/** Forgets a probe that has stopped. */
export function useRemoveProbe() {
  const refresh = useRefresh([...instanceKey, "probes"]);
  return useMutation({
    mutationFn: async (probeId: string) => unwrapEmpty(await supabase().rpc("remove_probe", { probe_id: probeId })),
    onSuccess: refresh,
  });
}

/** Whether invitations may create accounts while sign-up is closed. */
export function useSaveInstanceSettings() {
  // Who waits for an account changes with it.
  const refresh = useRefresh(instanceKey);
  return useMutation({
    mutationFn: async (mayInvitationsCreateAccounts: boolean) =>
      unwrapEmpty(
        await supabase().rpc("set_instance_settings", {
          invitations_may_create_accounts: mayInvitationsCreateAccounts,
        }),
      ),
    onSettled: refresh,
  });
}
