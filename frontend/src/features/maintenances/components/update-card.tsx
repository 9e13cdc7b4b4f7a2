import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Controller, useForm } from "react-hook-form";
import type { MaintenanceStatus } from "../../../lib/database.ts";
import { showServerError } from "../../../lib/form-errors.ts";
import { recipientsQuery, recipientsText } from "../../../lib/recipients.ts";
import { showToast } from "../../../lib/toasts.ts";
import { useFormDraft } from "../../../lib/use-form-draft.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { MarkdownField } from "../../../ui/markdown-field.tsx";
import { Select } from "../../../ui/select.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { usePostUpdate } from "../mutations.ts";
import type { MaintenanceDetail } from "../queries.ts";
import {
  nextStatuses,
  UpdateDraft,
  UpdateForm,
  type UpdateValues,
  updateFields,
  usualWords,
  verbOf,
} from "../update-form.ts";
import { statusNames } from "../words.ts";

export interface UpdateCardProps {
  organizationId: string;
  maintenance: MaintenanceDetail;
}

const usual = new Set<string>(Object.values(usualWords));

/** Says something new and moves the window on. Mount it anew for each status, so that it begins with the next step. */
export function UpdateCard({ organizationId, maintenance }: UpdateCardProps) {
  const { id, status, version } = maintenance;
  const statuses = nextStatuses(status);
  const first = statuses[0] ?? status;
  const stored: UpdateValues = {
    status: first,
    body: first === status ? "" : usualWords[first],
    notify: maintenance.notify,
  };
  const form = useForm<UpdateValues>({ resolver: zodResolver(UpdateForm), defaultValues: stored });
  const { errors, isDirty, isSubmitting } = form.formState;
  const draft = useFormDraft(form, `maintenance-update:${id}:${status}`, UpdateDraft);
  const guard = useUnsavedGuard(() => isDirty && form.formState.isDirty && !form.formState.isSubmitting);
  const post = usePostUpdate(organizationId, id);
  const updateId = useRef(crypto.randomUUID());
  const values = form.watch();
  const { componentIds } = maintenance;
  const { data: recipients } = useQuery(recipientsQuery(organizationId, { event: "maintenances", componentIds }));

  function choose(next: MaintenanceStatus) {
    form.setValue("status", next, { shouldDirty: true });
    const body = form.getValues("body");
    // Words of one's own stay.
    if (usual.has(body)) form.setValue("body", next === status ? "" : usualWords[next], { shouldDirty: true });
  }

  const submit = form.handleSubmit(async (next) => {
    try {
      await post.mutateAsync({ updateId: updateId.current, expectedVersion: version, ...next });
      updateId.current = crypto.randomUUID();
      draft.clear();
      form.reset(stored);
      showToast({ title: `${maintenance.title}: ${statusNames[next.status].toLowerCase()}` });
    } catch (error) {
      showServerError(form, error, updateFields);
    }
  });

  return (
    <Card>
      <UnsavedDialog guard={guard} />
      <CardHeader title="Post an update" />
      <form noValidate onSubmit={submit} className="grid gap-4 px-4 py-4">
        <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
        <FormAlert>{errors.root?.message}</FormAlert>
        {statuses.length === 1 ? null : (
          <Controller
            control={form.control}
            name="status"
            render={({ field }) => (
              <Field label="Status" error={errors.status?.message}>
                {(control) => (
                  <Select
                    {...control}
                    value={field.value}
                    options={statuses.map((value) => ({ value, label: statusNames[value] }))}
                    onChange={choose}
                  />
                )}
              </Field>
            )}
          />
        )}
        <MarkdownField label="Message" error={errors.body?.message} source={values.body} {...form.register("body")} />
        <Controller
          control={form.control}
          name="notify"
          render={({ field }) => (
            <Field
              label="Notify subscribers"
              isInline
              hint={
                !field.value
                  ? "Nobody is written to."
                  : recipients === undefined
                    ? undefined
                    : recipientsText(recipients)
              }
            >
              {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
            </Field>
          )}
        />
        <div>
          <Button type="submit" variant="primary" isBusy={isSubmitting}>
            {verbOf(status, values.status)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
