import { useMutation } from "@tanstack/react-query";
import type { MaintenanceStatus } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import type { UpdateEdit } from "../../ui/edit-update-dialog.tsx";
import { durationMinutes, type MaintenanceValues, spanOf } from "./maintenance-form.ts";
import { maintenancesKey } from "./queries.ts";
import { ruleOf } from "./repeat.ts";

function settingsOf(values: MaintenanceValues) {
  const { title, body, component_ids, reminder_minutes } = values;
  const { starts_automatically, ends_automatically, suppresses_alerts, notify } = values;
  return {
    title: title.trim(),
    body,
    component_ids,
    reminder_minutes,
    starts_automatically,
    ends_automatically,
    suppresses_alerts,
    notify,
  };
}

function windowOf(values: MaintenanceValues) {
  const { from, until } = spanOf(values);
  return { ...settingsOf(values), scheduled_for: from, scheduled_until: until };
}

export interface SaveNew {
  /** Of the window or series; kept over retries, so that trying again cannot plan twice. */
  id: string;
  values: MaintenanceValues;
}

/** Plans a window or, where it repeats, a series, whose windows follow within seconds. */
export function usePlanMaintenance(organizationId: string) {
  const save = useSaveSeries(organizationId);
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: async ({ id, values }: SaveNew) => {
      if (values.repeat !== "none") return save.mutateAsync({ id, values });
      unwrap(
        await supabase().rpc("schedule_maintenance", {
          organization_id: organizationId,
          maintenance_id: id,
          ...windowOf(values),
        }),
      );
    },
    onSuccess: refresh,
  });
}

/** Creates or replaces a series. */
export function useSaveSeries(organizationId: string) {
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: async ({ id, values }: SaveNew) => {
      unwrap(
        await supabase().rpc("save_maintenance_series", {
          organization_id: organizationId,
          series_id: id,
          rule: ruleOf(values, values.starts.slice(0, 10)) ?? "",
          time_zone: values.time_zone,
          first_local: `${values.starts}:00`,
          duration_minutes: durationMinutes(values),
          ...settingsOf(values),
        }),
      );
    },
    onSuccess: refresh,
  });
}

/** Replaces a window's settings. @throws HG412 when somebody was faster */
export function useEditMaintenance(organizationId: string, maintenanceId: string) {
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: async ({ values, expectedVersion }: { values: MaintenanceValues; expectedVersion: number }) =>
      unwrap(
        await supabase().rpc("edit_maintenance", {
          maintenance_id: maintenanceId,
          expected_version: expectedVersion,
          ...windowOf(values),
        }),
      ),
    onSettled: refresh,
  });
}

export interface PostUpdate {
  /** Kept over retries: trying again cannot publish twice. */
  updateId: string;
  expectedVersion: number;
  status: MaintenanceStatus;
  body: string;
  notify: boolean;
}

/** Says something of a window and moves it on. @throws HG412 when somebody was faster */
export function usePostUpdate(organizationId: string, maintenanceId: string) {
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: async ({ updateId, expectedVersion, ...update }: PostUpdate) =>
      unwrap(
        await supabase().rpc("post_maintenance_update", {
          maintenance_id: maintenanceId,
          update_id: updateId,
          expected_version: expectedVersion,
          ...update,
        }),
      ),
    onSettled: refresh,
  });
}

/** Corrects what an update says or when it was said; nobody is told again. @throws HG412 when somebody was faster */
export function useEditUpdate(organizationId: string) {
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: async ({ updateId, expectedVersion, body, displayedAt }: UpdateEdit) =>
      unwrap(
        await supabase().rpc("edit_maintenance_update", {
          update_id: updateId,
          expected_version: expectedVersion,
          body,
          displayed_at: displayedAt,
        }),
      ),
    onSettled: refresh,
  });
}

async function setDeleted(maintenanceId: string, isDeleted: boolean) {
  unwrap(await supabase().rpc("delete_maintenance", { maintenance_id: maintenanceId, is_deleted: isDeleted }));
}

/** Takes a window off the calendar and all pages, with undo. */
export function useDeleteMaintenance(organizationId: string) {
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: ({ id }: { id: string; title: string }) => setDeleted(id, true),
    onSuccess: (_, { id, title }) => {
      showToast({
        title: `Deleted ${title}`,
        undo: async () => {
          await setDeleted(id, false).then(refresh, (error) => showErrorToast(`${title} is still deleted`, error));
        },
      });
      return refresh();
    },
    onError: (error, { title }) => showErrorToast(`${title} is not deleted`, error),
  });
}

/** Ends a series and drops what has not begun. */
export function useEndSeries(organizationId: string) {
  const refresh = useRefresh(maintenancesKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: { id: string; title: string }) =>
      unwrap(await supabase().rpc("end_maintenance_series", { series_id: id })),
    onSuccess: (dropped, { title }) => {
      showToast({
        title: `Ended the series ${title}`,
        text: dropped === 1 ? "One planned window is gone." : `${dropped} planned windows are gone.`,
      });
      return refresh();
    },
    onError: (error, { title }) => showErrorToast(`The series ${title} goes on`, error),
  });
}
