import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap, unwrapEmpty } from "../../lib/errors.ts";
import type { ComponentStatus } from "../../lib/status.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { nullArgument } from "../../lib/unsafe.ts";
import { type Arrangement, withArrangement } from "./list-model.ts";
import { type ComponentItem, componentQueries, componentsKey, dependencyQueries, type GroupItem } from "./queries.ts";
import type { ComponentValues } from "./schemas.ts";

function columnsOf({ name, description, kind, group_id: groupId }: ComponentValues) {
  return { name, description, kind, group_id: groupId === "" ? null : groupId };
}

/** Creates a component at the end of its group. */
export function useCreateComponent(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (values: ComponentValues) => {
      const components = await client.ensureQueryData(componentQueries.list(organizationId));
      const columns = columnsOf(values);
      const siblings = components.filter((component) => component.group_id === columns.group_id);
      const position = Math.max(0, ...siblings.map((component) => component.position)) + 1;
      return unwrap(
        await supabase()
          .from("components")
          .insert({ organization_id: organizationId, position, ...columns })
          .select("id, name")
          .single(),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: componentsKey(organizationId) }),
  });
}

/** Stores what the form of a component holds. */
export function useUpdateComponent(organizationId: string, componentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (values: ComponentValues) =>
      unwrap(await supabase().from("components").update(columnsOf(values)).eq("id", componentId).select("id").single()),
    onSuccess: () => client.invalidateQueries({ queryKey: componentsKey(organizationId) }),
  });
}

export interface ManualStatus {
  componentId: string;
  /** Null gives the word back to the monitors. */
  status: ComponentStatus | null;
  /** ISO time; null holds until it is cleared. */
  expiresAt: string | null;
}

/** Pins a status by hand, or clears it. */
export function useSetManualStatus(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ componentId, status, expiresAt }: ManualStatus) =>
      unwrap(
        await supabase()
          .from("components")
          .update({ manual_status: status, manual_status_expires_at: status === null ? null : expiresAt })
          .eq("id", componentId)
          .select("id")
          .single(),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: componentsKey(organizationId) }),
  });
}

async function setArchived(componentId: string, isArchived: boolean) {
  const archived_at = isArchived ? new Date().toISOString() : null;
  unwrap(await supabase().from("components").update({ archived_at }).eq("id", componentId).select("id").single());
}

/** Takes a component off every page, with undo. Its history stays. */
export function useArchiveComponent(organizationId: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: componentsKey(organizationId) });
  return useMutation({
    mutationFn: ({ id }: { id: string; name: string }) => setArchived(id, true),
    onSuccess: (_, { id, name }) => {
      showToast({
        title: `Archived ${name}`,
        undo: async () => {
          await setArchived(id, false).then(refresh, (error) => showErrorToast(`${name} is still archived`, error));
        },
      });
      return refresh();
    },
    onError: (error, { name }) => showErrorToast(`${name} is not archived`, error),
  });
}

/** Brings an archived component back. */
export function useRestoreComponent(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: { id: string; name: string }) => setArchived(id, false),
    onSuccess: (_, { name }) => {
      showToast({ title: `Restored ${name}` });
      return client.invalidateQueries({ queryKey: componentsKey(organizationId) });
    },
    onError: (error, { name }) => showErrorToast(`${name} is still archived`, error),
  });
}

/** Deletes a component with its monitors, results and history. */
export function useDeleteComponent(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: { id: string; name: string }) =>
      unwrap(await supabase().from("components").delete().eq("id", id).select("id").single()),
    onSuccess: (_, { name }) => {
      showToast({ title: `Deleted ${name}` });
      return client.invalidateQueries({ queryKey: componentsKey(organizationId) });
    },
    onError: (error, { name }) => showErrorToast(`${name} is not deleted`, error),
  });
}

export interface Dependency {
  componentId: string;
  dependsOnId: string;
  /** Whether it shall be there. */
  isOn: boolean;
}

/** Says that a component cannot work without another, or takes that back. */
export function useSetDependency(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ componentId, dependsOnId, isOn }: Dependency) => {
      const table = supabase().from("component_dependencies");
      const ids = { component_id: componentId, depends_on_id: dependsOnId };
      unwrapEmpty(
        isOn ? await table.insert({ ...ids, organization_id: organizationId }) : await table.delete().match(ids),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: dependencyQueries.list(organizationId).queryKey }),
  });
}

/** Creates a group (`id` null) or renames it. */
export function useSaveGroup(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, name, position }: { id: string | null; name: string; position: number }) =>
      id === null
        ? unwrap(
            await supabase()
              .from("component_groups")
              .insert({ organization_id: organizationId, name, position })
              .select("id")
              .single(),
          )
        : unwrap(await supabase().from("component_groups").update({ name }).eq("id", id).select("id").single()),
    onSuccess: () => client.invalidateQueries({ queryKey: componentsKey(organizationId) }),
  });
}

/** Deletes a group; its components stay, without a group. */
export function useDeleteGroup(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: { id: string; name: string }) =>
      unwrapEmpty(await supabase().from("component_groups").delete().eq("id", id)),
    onSuccess: (_, { name }) => {
      showToast({ title: `Deleted the group ${name}` });
      return client.invalidateQueries({ queryKey: componentsKey(organizationId) });
    },
    onError: (error, { name }) => showErrorToast(`The group ${name} is not deleted`, error),
  });
}

/** Shows a change before it is stored. @returns how to take it back */
async function showFirst<Data>(client: QueryClient, queryKey: readonly unknown[], update: (data: Data) => Data) {
  await client.cancelQueries({ queryKey });
  const before = client.getQueryData<Data>(queryKey);
  if (before !== undefined) client.setQueryData<Data>(queryKey, update(before));
  return () => client.setQueryData<Data>(queryKey, before);
}

/** Stores a section's order. It shows at once and snaps back if the server refuses. */
export function useReorderComponents(organizationId: string) {
  const client = useQueryClient();
  const { queryKey } = componentQueries.list(organizationId);
  return useMutation({
    mutationFn: async ({ groupId, componentIds }: Arrangement) =>
      unwrap(
        await supabase().rpc("reorder_components", {
          organization_id: organizationId,
          group_id: groupId ?? nullArgument(),
          component_ids: componentIds,
        }),
      ),
    onMutate: (arrangement) =>
      showFirst<ComponentItem[]>(client, queryKey, (components) => withArrangement(components, arrangement)),
    onError: (error, _, takeBack) => {
      takeBack?.();
      showErrorToast("The order is as it was", error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: componentsKey(organizationId) }),
  });
}

/** Stores the order of all groups, likewise. */
export function useReorderGroups(organizationId: string) {
  const client = useQueryClient();
  const { queryKey } = componentQueries.groups(organizationId);
  return useMutation({
    mutationFn: async (groupIds: string[]) =>
      unwrap(
        await supabase().rpc("reorder_component_groups", { organization_id: organizationId, group_ids: groupIds }),
      ),
    onMutate: (groupIds) =>
      showFirst<GroupItem[]>(client, queryKey, (groups) =>
        groups.map((group) => ({ ...group, position: groupIds.indexOf(group.id) + 1 })),
      ),
    onError: (error, _, takeBack) => {
      takeBack?.();
      showErrorToast("The order is as it was", error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: componentsKey(organizationId) }),
  });
}
