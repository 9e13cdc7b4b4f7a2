import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Database } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { toJson } from "../../lib/unsafe.ts";
import type { StoredRule } from "./criteria.ts";
import { columnsOf, configOf, type MonitorValues, type SecretValues, secretsOf } from "./monitor-form.ts";
import { monitorsKey } from "./queries.ts";

type StoredStatus = Database["public"]["Enums"]["component_status"];

export interface CheckNowInput {
  /** Name for the notice. */
  name: string;
  monitorIds: readonly string[];
}

/** Makes monitors due at once in all their regions, and says so. */
export function useCheckNow() {
  return useMutation({
    mutationFn: async ({ monitorIds }: CheckNowInput) => {
      const asked = await Promise.all(
        monitorIds.map(async (id) => unwrap(await supabase().rpc("check_now", { monitor_id: id }))),
      );
      return asked.reduce((sum, count) => sum + count, 0);
    },
    onSuccess: (count, { name }) =>
      showToast({
        title: `Checking ${name}`,
        text: count === 0 ? "A check is running already." : `In ${count} ${count === 1 ? "region" : "regions"}.`,
      }),
    onError: (error, { name }) => showErrorToast(`${name} is not being checked`, error),
  });
}

export interface SaveMonitor {
  componentId: string;
  /** Null creates one. */
  monitorId: string | null;
  values: MonitorValues;
  /** Null keeps the secrets that are stored. */
  secrets: SecretValues | null;
}

/** Stores a monitor; the database takes its secrets out of the configuration. @returns its id */
export function useSaveMonitor(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ componentId, monitorId, values, secrets }: SaveMonitor) => {
      const config = toJson({ ...configOf(values), ...(secrets !== null && secretsOf(secrets)) });
      const columns = { ...columnsOf(values), config };
      const { id } =
        monitorId === null
          ? unwrap(
              await supabase()
                .from("monitors")
                .insert({ organization_id: organizationId, component_id: componentId, kind: values.kind, ...columns })
                .select("id")
                .single(),
            )
          : unwrap(await supabase().from("monitors").update(columns).eq("id", monitorId).select("id").single());
      return id;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: monitorsKey(organizationId) }),
  });
}

/** Stores the rules of a monitor. */
export function useSaveCriteria(organizationId: string, monitorId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (criteria: StoredRule[]) =>
      unwrap(
        await supabase()
          .from("monitors")
          .update({ criteria: toJson(criteria) })
          .eq("id", monitorId)
          .select("id")
          .single(),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: monitorsKey(organizationId) }),
  });
}

/** What unsaved rules would have said of each check of the last 24 hours. */
export function useReplayCriteria(monitorId: string) {
  return useMutation({
    mutationFn: async (criteria: StoredRule[]): Promise<{ status: StoredStatus; checks: number }[]> =>
      unwrap(await supabase().rpc("replay_criteria", { monitor_id: monitorId, criteria: toJson(criteria) })),
  });
}

async function setPaused(ids: readonly string[], isPaused: boolean) {
  const paused_at = isPaused ? new Date().toISOString() : null;
  unwrap(
    await supabase()
      .from("monitors")
      .update({ paused_at })
      .in("id", [...ids])
      .select("id"),
  );
}

/** Pauses or resumes monitors, with undo. */
export function useSetPaused(organizationId: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: monitorsKey(organizationId) });
  return useMutation({
    mutationFn: ({ monitorIds, isPaused }: { name: string; monitorIds: readonly string[]; isPaused: boolean }) =>
      setPaused(monitorIds, isPaused),
    onSuccess: (_, { name, monitorIds, isPaused }) => {
      showToast({
        title: `${isPaused ? "Paused" : "Resumed"} ${name}`,
        undo: async () => {
          try {
            await setPaused(monitorIds, !isPaused);
          } catch (error) {
            showErrorToast("Not undone", error);
          }
          await refresh();
        },
      });
      return refresh();
    },
    onError: (error, { name, isPaused }) => showErrorToast(`${name} is not ${isPaused ? "paused" : "resumed"}`, error),
  });
}

/** Deletes a monitor with its results. */
export function useDeleteMonitor(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: { id: string; name: string }) =>
      unwrap(await supabase().from("monitors").delete().eq("id", id).select("id").single()),
    onSuccess: (_, { name }) => {
      showToast({ title: `Deleted the monitor ${name}` });
      return client.invalidateQueries({ queryKey: monitorsKey(organizationId) });
    },
    onError: (error, { name }) => showErrorToast(`${name} is not deleted`, error),
  });
}
