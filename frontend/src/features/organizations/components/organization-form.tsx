import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useRef } from "react";
import { useForm, useWatch } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { isSlug, proposeSlug } from "../../../lib/slug.ts";
import { useFormDraft } from "../../../lib/use-form-draft.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { OrganizationDraft, type OrganizationValues, OrganizationForm as Schema } from "../schemas.ts";

export interface OrganizationFormProps {
  initial: OrganizationValues;
  /** Name under which unsent input is kept. */
  draftName: string;
  submitLabel: string;
  isLarge?: boolean;
  /** Sends the values; rejects with the server's refusal. What it returns runs once the form is at rest. */
  onSubmit: (values: OrganizationValues) => Promise<() => void>;
}

/** Name and address; for a new organization the address follows the name until somebody changes it. */
export function OrganizationForm({
  initial,
  draftName,
  submitLabel,
  isLarge = false,
  onSubmit,
}: OrganizationFormProps) {
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: initial, mode: "onTouched" });
  const draft = useFormDraft(form, draftName, OrganizationDraft);
  const { errors, isDirty, isSubmitting } = form.formState;
  const isDone = useRef(false);
  const guard = useUnsavedGuard(() => isDirty && !isDone.current);
  const isNew = initial.slug === "";
  const isFollowing = useRef(isNew);
  const [name, slug] = useWatch({ control: form.control, name: ["name", "slug"] });

  useEffect(() => {
    if (isFollowing.current && form.formState.dirtyFields.slug === undefined)
      form.setValue("slug", proposeSlug(name), { shouldValidate: name !== "" && form.formState.isSubmitted });
  }, [form, name]);

  const submit = form.handleSubmit(async (values) => {
    try {
      const after = await onSubmit(values);
      draft.clear();
      isDone.current = true;
      form.reset(values);
      after();
      isDone.current = false;
    } catch (error) {
      showServerError(form, error, { name: "name", slug: "slug" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="organization" isLarge={isLarge} />}
      </Field>
      <Field
        label="Address"
        error={errors.slug?.message}
        hint={
          <>
            Status page: <span className="break-all text-text-2">{location.host}/status/</span>
            <strong className="break-all font-medium text-text">{isSlug(slug) ? slug : "…"}</strong>
          </>
        }
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("slug", {
              onChange: () => {
                isFollowing.current = false;
              },
            })}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            isLarge={isLarge}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button
          type="submit"
          variant="primary"
          size={isLarge ? "large" : "normal"}
          isBusy={isSubmitting}
          className={isLarge ? "flex-1" : ""}
        >
          {submitLabel}
        </Button>
        {isDirty && !isNew ? <Button onClick={draft.discard}>Discard</Button> : null}
      </div>
      <UnsavedDialog guard={guard} />
    </form>
  );
}
