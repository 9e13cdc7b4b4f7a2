import { zodResolver } from "@hookform/resolvers/zod";
import { type ReactNode, useRef } from "react";
import { Controller, useForm } from "react-hook-form";
import { z } from "zod";
import { showServerError } from "../../../lib/form-errors.ts";
import { isSlug, proposeSlug } from "../../../lib/slug.ts";
import { useFormDraft } from "../../../lib/use-form-draft.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { useCreatePage } from "../mutations.ts";
import { pageFields } from "../page-form.ts";

const Schema = z.object({
  title: z.string().trim().min(1, "Enter a title.").max(80, "A title has at most 80 characters."),
  slug: z.string().trim().refine(isSlug, "Use 3 to 48 small letters, digits and hyphens."),
  is_public: z.boolean(),
  has_all: z.boolean(),
});
type Values = z.infer<typeof Schema>;

export interface NewPageFormProps {
  organizationId: string;
  /** Every component there is. */
  componentIds: readonly string[];
  onCreated: (pageId: string, title: string) => void;
  /** Beside the button. */
  children: ReactNode;
}

export function NewPageForm({ organizationId, componentIds, onCreated, children }: NewPageFormProps) {
  const form = useForm<Values>({
    resolver: zodResolver(Schema),
    defaultValues: { title: "", slug: "", is_public: true, has_all: true },
  });
  const { errors, isSubmitting } = form.formState;
  const draft = useFormDraft(form, "page:new", Schema);
  const create = useCreatePage(organizationId);
  const isSlugOwn = useRef(false);

  const submit = form.handleSubmit(async ({ has_all: hasAll, ...values }) => {
    try {
      const id = await create.mutateAsync({ ...values, component_ids: hasAll ? componentIds : [] });
      draft.clear();
      onCreated(id, values.title);
    } catch (error) {
      const { title, slug } = pageFields;
      showServerError(form, error, { title, slug });
    }
  });

  return (
    <form className="grid max-w-xl gap-5" noValidate onSubmit={submit}>
      <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Title" hint="Your visitors see it at the top." error={errors.title?.message}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            {...form.register("title", {
              onChange: (event) => {
                if (!isSlugOwn.current) form.setValue("slug", proposeSlug(event.target.value), { shouldDirty: true });
              },
            })}
          />
        )}
      </Field>
      <Field label="Address" hint={`${location.origin}/status/${form.watch("slug")}`} error={errors.slug?.message}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            {...form.register("slug", {
              onChange: () => {
                isSlugOwn.current = true;
              },
            })}
          />
        )}
      </Field>
      <Controller
        control={form.control}
        name="is_public"
        render={({ field }) => (
          <Field
            label="Public"
            isInline
            hint={
              field.value ? "Everybody with the address can read it." : "Only members of this organization can read it."
            }
          >
            {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
          </Field>
        )}
      />
      {componentIds.length === 0 ? null : (
        <Controller
          control={form.control}
          name="has_all"
          render={({ field }) => (
            <Checkbox checked={field.value} onChange={field.onChange}>
              Show all {componentIds.length} components; you can change that next
            </Checkbox>
          )}
        />
      )}
      <div className="sticky-actions">
        <Button type="submit" variant="primary" isBusy={isSubmitting}>
          Create status page
        </Button>
        {children}
      </div>
    </form>
  );
}
