import { zodResolver } from "@hookform/resolvers/zod";
import type { ReactNode } from "react";
import { Controller, useForm } from "react-hook-form";
import { toFieldError } from "../../../lib/constraint-errors.ts";
import { showServerError } from "../../../lib/form-errors.ts";
import { useFormDraft } from "../../../lib/use-form-draft.ts";
import { useStoredValues } from "../../../lib/use-stored-values.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { KindPicker } from "../../../ui/kind-picker.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { Select } from "../../../ui/select.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { componentKindOrder, componentKinds } from "../kinds.ts";
import { type ComponentValues, ComponentForm as Schema } from "../schemas.ts";

export interface ComponentFormProps {
  /** Names the draft: "component:new", "component:<id>". */
  draftName: string;
  values: ComponentValues;
  groups: readonly { id: string; name: string }[];
  submitLabel: string;
  /** Stores the values; what it throws is shown at its field. */
  onSubmit: (values: ComponentValues) => Promise<void>;
  /** Runs after the form has let go of its draft. */
  onSaved: (values: ComponentValues) => void;
  /** Beside the button. */
  children?: ReactNode;
}

export function ComponentForm(props: ComponentFormProps) {
  const { draftName, values, groups, submitLabel, onSubmit, onSaved, children } = props;
  const form = useForm<ComponentValues>({
    resolver: zodResolver(Schema),
    defaultValues: values,
  });
  const { errors, isDirty, isSubmitting } = form.formState;
  const draft = useFormDraft(form, draftName, Schema);
  const version = useStoredValues(form, values);
  const guard = useUnsavedGuard(() => isDirty && form.formState.isDirty && !form.formState.isSubmitting);

  const submit = form.handleSubmit(async (next) => {
    try {
      await onSubmit(next);
      draft.clear();
      form.reset(next);
      onSaved(next);
    } catch (error) {
      showServerError(form, toFieldError(error, "components"), {
        name_length: "name",
        description_length: "description",
        name: "name",
        kind: "kind",
      });
    }
  });

  return (
    <form className="grid max-w-2xl gap-5" noValidate onSubmit={submit}>
      <UnsavedDialog guard={guard} />
      <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
      {version.isOutdated ? <NewerVersion onReview={version.review} onKeep={version.keepMine} /> : null}
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Name" hint="As visitors know it." error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
      </Field>
      <Field label="Description" isOptional hint="Shown on status pages." error={errors.description?.message}>
        {(control) => <Textarea {...control} {...form.register("description")} rows={2} />}
      </Field>
      <Controller
        control={form.control}
        name="kind"
        render={({ field }) => (
          <div className="grid gap-1.5">
            <span className="font-medium text-[13px]/[18px]" aria-hidden="true">
              What it is
            </span>
            <KindPicker
              label="What it is"
              value={field.value}
              options={componentKindOrder.map((kind) => ({ value: kind, ...componentKinds[kind] }))}
              onChange={field.onChange}
            />
          </div>
        )}
      />
      <Controller
        control={form.control}
        name="group_id"
        render={({ field }) => (
          <Field label="Group" error={errors.group_id?.message}>
            {(control) => (
              <Select
                {...control}
                value={field.value === "" ? "none" : field.value}
                options={[
                  { value: "none", label: "No group" },
                  ...groups.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={(value) => field.onChange(value === "none" ? "" : value)}
              />
            )}
          </Field>
        )}
      />
      <div className="sticky-actions">
        <Button type="submit" variant="primary" isBusy={isSubmitting}>
          {submitLabel}
        </Button>
        {children}
      </div>
    </form>
  );
}
