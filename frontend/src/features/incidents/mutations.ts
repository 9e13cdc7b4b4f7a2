import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import type { IncidentImpact } from "../../lib/database.ts";
import { AppError, unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { nullArgument, toJson } from "../../lib/unsafe.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import type { UpdateEdit } from "../../ui/edit-update-dialog.tsx";
import { type ComposerValues, hasOtherComponents, isOpenStatus, isoOf, modeOf, nextUpdateAt } from "./composer-form.ts";
import { type IncidentDetail, incidentQueries, incidentsKey, templatesKey } from "./queries.ts";
import type { IncidentTemplate } from "./templates.ts";

/** Arguments that are left out keep what is stored. */
function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  const result: { [K in Key]?: Value } = {};
  if (value !== undefined) result[key] = value;
  return result;
}

async function declare(organizationId: string, values: ComposerValues, isDraft: boolean) {
  return unwrap(
    await supabase().rpc("declare_incident", {
      organization_id: organizationId,
      incident_id: values.incident_id,
      update_id: values.update_id,
      title: values.title.trim(),
      status: values.status,
      body: values.body.trim(),
      components: toJson(values.components),
      notify: values.notify,
      is_draft: isDraft,
      ...present("impact", values.impact === "auto" ? undefined : values.impact),
      ...present("started_at", isoOf(values.started_at)),
      ...present("resolved_at", values.status === "resolved" ? isoOf(values.resolved_at) : undefined),
      ...present("next_update_at", nextUpdateAt(values, Date.now())),
      ...present("runbook_url", values.runbook_url.trim() || undefined),
      ...present("assignee_id", values.assignee_id || undefined),
    }),
  );
}

/** What an update changes besides saying something. */
function changesOf(values: ComposerValues) {
  const { base } = values;
  const title = values.title.trim();
  return {
    incident_id: values.incident_id,
    expected_version: base?.version ?? 0,
    status: values.status,
    body: values.body.trim(),
    notify: values.notify,
    ...present("title", title === base?.title ? undefined : title),
    ...present(
      "impact",
      values.impact === "auto" || values.impact === base?.impact_override ? undefined : values.impact,
    ),
    ...present(
      "components",
      isOpenStatus(values.status) && hasOtherComponents(values) ? toJson(values.components) : undefined,
    ),
    ...present("next_update_at", nextUpdateAt(values, Date.now())),
  };
}

async function publishDraft(client: QueryClient, organizationId: string, values: ComposerValues) {
  const answer = await supabase().rpc("publish_incident", changesOf(values));
  try {
    return unwrap(answer);
  } catch (error) {
    const isLate = error instanceof AppError && (error.code === "HG409" || error.code === "HG412");
    if (!isLate) throw error;
    // The answer of an earlier try may have been lost: then the draft is public with these very words.
    const incident = await client.fetchQuery({
      ...incidentQueries.detail(organizationId, values.incident_id),
      staleTime: 0,
    });
    const first = incident?.updates.at(-1);
    if (incident === null || incident.published_at === null || first?.body !== values.body.trim()) throw error;
    return incident;
  }
}

export interface PublishInput {
  values: ComposerValues;
  /** Kept for the team, not published. Only for what is declared. */
  isDraft: boolean;
}

/** Declares, publishes a draft or posts an update. The same values sent again are published once. */
export function usePublish(organizationId: string) {
  const client = useQueryClient();
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: async ({ values, isDraft }: PublishInput) => {
      const mode = modeOf(values);
      if (mode === "declare") return declare(organizationId, values, isDraft);
      if (mode === "publish") return publishDraft(client, organizationId, values);
      return unwrap(
        await supabase().rpc("post_incident_update", { ...changesOf(values), update_id: values.update_id }),
      );
    },
    // Also after a refusal: what is newer must be shown.
    onSettled: refresh,
  });
}

export interface IncidentFacts {
  version: number;
  title: string;
  /** Null is proposed from the statuses. */
  impact: IncidentImpact | null;
  startedAt: string;
  runbookUrl: string;
  assigneeId: string | null;
}

/** What is stored of the facts of an incident. */
export function factsOf(incident: IncidentDetail): IncidentFacts {
  return {
    version: incident.version,
    title: incident.title,
    impact: incident.impact_override,
    startedAt: incident.started_at,
    runbookUrl: incident.runbook_url ?? "",
    assigneeId: incident.assignee_id,
  };
}

/** Replaces title, impact, start, runbook and assignee. */
export function useEditFacts(organizationId: string, incidentId: string) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: async (facts: IncidentFacts) =>
      unwrap(
        await supabase().rpc("edit_incident", {
          incident_id: incidentId,
          expected_version: facts.version,
          title: facts.title.trim(),
          impact: facts.impact ?? nullArgument<IncidentImpact>(),
          started_at: facts.startedAt,
          runbook_url: facts.runbookUrl.trim(),
          assignee_id: facts.assigneeId ?? nullArgument(),
        }),
      ),
    onSettled: refresh,
  });
}

/** Rewrites an update; what it said before is kept. */
export function useEditUpdate(organizationId: string) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: async ({ updateId, expectedVersion, body, displayedAt }: UpdateEdit) =>
      unwrap(
        await supabase().rpc("edit_incident_update", {
          update_id: updateId,
          expected_version: expectedVersion,
          body,
          displayed_at: displayedAt,
        }),
      ),
    onSettled: refresh,
  });
}

/** Says that somebody is looking. */
export function useAcknowledge(organizationId: string) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id }: { id: string; title: string }) =>
      unwrap(await supabase().rpc("acknowledge_incident", { incident_id: id })),
    onSuccess: (_, { title }) => {
      showToast({ title: `Acknowledged ${title}` });
      return refresh();
    },
    onError: (error, { title }) => showErrorToast(`${title} is not acknowledged`, error),
  });
}

async function setDeleted(incidentId: string, isDeleted: boolean) {
  unwrap(await supabase().rpc("delete_incident", { incident_id: incidentId, is_deleted: isDeleted }));
}

/**
 * Takes an incident off all pages, with undo.
 * @param onDeleted called before the screen can learn that its incident is gone
 */
export function useDeleteIncident(organizationId: string, onDeleted: () => void) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: ({ id }: { id: string; title: string }) => setDeleted(id, true),
    onSuccess: (_, { id, title }) => {
      onDeleted();
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

/** Brings a deleted incident back. */
export function useRestoreIncident(organizationId: string) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: ({ id }: { id: string; title: string }) => setDeleted(id, false),
    onSuccess: (_, { title }) => {
      showToast({ title: `Restored ${title}` });
      return refresh();
    },
    onError: (error, { title }) => showErrorToast(`${title} is still deleted`, error),
  });
}

/** Adds a note that only the team reads. */
export function useAddNote(organizationId: string, incidentId: string) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: async ({ id, body }: { id: string; body: string }) => {
      const { error } = await supabase()
        .from("incident_notes")
        .insert({ id, incident_id: incidentId, organization_id: organizationId, body: body.trim() });
      // The same note again, because its answer was lost.
      if (error !== null && error.code !== "23505") unwrap({ data: null, error });
    },
    onSuccess: refresh,
  });
}

/** Deletes an own note. */
export function useDeleteNote(organizationId: string) {
  const refresh = useRefresh(incidentsKey(organizationId));
  return useMutation({
    mutationFn: async (id: string) =>
      unwrap(await supabase().from("incident_notes").delete().eq("id", id).select("id").single()),
    onSuccess: refresh,
    onError: (error) => showErrorToast("The note is not deleted", error),
  });
}

/** Keeps a prepared incident; one of the same name is replaced. */
export function useSaveTemplate(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, components, ...columns }: IncidentTemplate & { isNew: boolean }) => {
      const { isNew, ...values } = { ...columns, components: toJson(components) };
      const table = supabase().from("incident_templates");
      return unwrap(
        isNew
          ? await table
              .insert({ id, organization_id: organizationId, ...values })
              .select("id")
              .single()
          : await table.update(values).eq("id", id).select("id").single(),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: templatesKey(organizationId) }),
  });
}

/** Gives a template another name. */
export function useRenameTemplate(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, name }: { id: string; name: string }) =>
      unwrap(await supabase().from("incident_templates").update({ name }).eq("id", id).select("id").single()),
    onSuccess: () => client.invalidateQueries({ queryKey: templatesKey(organizationId) }),
  });
}

/** Deletes a template. */
export function useDeleteTemplate(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: { id: string; name: string }) =>
      unwrap(await supabase().from("incident_templates").delete().eq("id", id).select("id").single()),
    onSuccess: (_, { name }) => {
      showToast({ title: `Deleted the template ${name}` });
      return client.invalidateQueries({ queryKey: templatesKey(organizationId) });
    },
    onError: (error, { name }) => showErrorToast(`The template ${name} is not deleted`, error),
  });
}
