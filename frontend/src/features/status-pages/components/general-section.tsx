import { Plus, X } from "lucide-react";
import { Controller, type UseFormReturn, useFieldArray } from "react-hook-form";
import { Button } from "../../../ui/button.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { TimeZoneInput } from "../../../ui/time-zone-input.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import type { PageValues } from "../page-form.ts";

export interface SectionProps {
  form: UseFormReturn<PageValues>;
}

export function GeneralSection({ form, storedSlug }: SectionProps & { storedSlug: string }) {
  const { errors } = form.formState;
  const slug = form.watch("slug");
  return (
    <>
      <Field label="Title" error={errors.title?.message}>
        {(control) => <Input {...control} {...form.register("title")} autoComplete="off" />}
      </Field>
      <Field
        label="Address"
        hint={
          slug === storedSlug
            ? `${location.origin}/status/${slug}`
            : "The old address stops working as soon as you publish."
        }
        error={errors.slug?.message}
      >
        {(control) => <Input {...control} {...form.register("slug")} autoComplete="off" spellCheck={false} />}
      </Field>
      <Field
        label="Description"
        isOptional
        hint="For search engines and previews of links."
        error={errors.description?.message}
      >
        {(control) => <Textarea {...control} {...form.register("description")} rows={2} />}
      </Field>
      <Field label="Time zone" hint="Days and times of the page are told in it." error={errors.time_zone?.message}>
        {(control) => <TimeZoneInput {...control} {...form.register("time_zone")} />}
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
      <Field label="Announcement" isOptional hint="Stands above the components." error={errors.announcement?.message}>
        {(control) => <Textarea {...control} {...form.register("announcement")} rows={3} />}
      </Field>
      <Links form={form} />
    </>
  );
}

function Links({ form }: SectionProps) {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: "links" });
  const { errors } = form.formState;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-[13px]/[18px]">
        Links in the footer <span className="font-normal text-text-3">(optional)</span>
      </legend>
      {fields.map((field, index) => {
        const problem = errors.links?.[index]?.label?.message ?? errors.links?.[index]?.url?.message;
        return (
          <div key={field.id} className="grid gap-1">
            <div className="flex gap-2">
              <Input
                className="w-2/5! flex-none"
                aria-label={`Link ${index + 1}: label`}
                placeholder="Label"
                aria-invalid={errors.links?.[index]?.label === undefined ? undefined : true}
                {...form.register(`links.${index}.label`)}
              />
              <Input
                aria-label={`Link ${index + 1}: web address`}
                placeholder="https://"
                inputMode="url"
                aria-invalid={errors.links?.[index]?.url === undefined ? undefined : true}
                {...form.register(`links.${index}.url`)}
              />
              <ToolButton label={`Remove link ${index + 1}`} onClick={() => remove(index)}>
                <X size={15} strokeWidth={1.75} aria-hidden="true" />
              </ToolButton>
            </div>
            <ErrorNote>{problem}</ErrorNote>
          </div>
        );
      })}
      <ErrorNote>{errors.links?.message}</ErrorNote>
      {fields.length < 10 ? (
        <Button size="small" className="justify-self-start" onClick={() => append({ label: "", url: "" })}>
          <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
          Add link
        </Button>
      ) : null}
    </fieldset>
  );
}
