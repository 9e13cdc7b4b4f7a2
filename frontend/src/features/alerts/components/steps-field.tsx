import { Plus, Trash2 } from "lucide-react";
import { Controller, type UseFormReturn, useFieldArray } from "react-hook-form";
import { channelNames } from "../../../lib/channels.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { PickList } from "../../../ui/pick-list.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import type { Contact } from "../queries.ts";
import type { RuleValues } from "../rule-form.ts";
import { stateNames } from "../words.ts";

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
const maxSteps = 10;

interface StepsFieldProps {
  form: UseFormReturn<RuleValues>;
  contacts: readonly Contact[];
}

/** Who hears of an alert at once, and who next while nobody acknowledges. */
export function StepsField({ form, contacts }: StepsFieldProps) {
  const steps = useFieldArray({ control: form.control, name: "steps" });
  const last = form.watch(`steps.${steps.fields.length - 1}.after_minutes`);
  const errors = form.formState.errors.steps;
  const items = contacts.map(({ id, name, channel, state }) => ({
    id,
    name: `${name}, ${channelNames[channel]}${state === "confirmed" ? "" : ` (${stateNames[state].toLowerCase()})`}`,
  }));
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 font-medium text-[13px]/[18px]">
        Who is told <span className="font-normal text-text-3">each step only while nobody has acknowledged</span>
      </legend>
      <ol className="grid gap-3">
        {steps.fields.map(({ id }, index) => (
          <li key={id} className="grid gap-3 rounded-control border border-border px-3 py-3">
            <div className="flex items-start gap-3">
              <Field
                label="After minutes"
                hint={form.watch(`steps.${index}.after_minutes`) === 0 ? "At once." : undefined}
                error={errors?.[index]?.after_minutes?.message}
                className="w-40"
              >
                {(control) => (
                  <Input
                    {...control}
                    {...form.register(`steps.${index}.after_minutes`, { valueAsNumber: true })}
                    type="number"
                    min={0}
                    max={1440}
                    inputMode="numeric"
                  />
                )}
              </Field>
              {steps.fields.length === 1 ? null : (
                <ToolButton label={`Remove step ${index + 1}`} className="ml-auto" onClick={() => steps.remove(index)}>
                  <Trash2 {...icon} />
                </ToolButton>
              )}
            </div>
            <Controller
              control={form.control}
              name={`steps.${index}.contact_ids`}
              render={({ field }) => (
                <PickList
                  label={`Contacts of step ${index + 1}`}
                  groups={[{ id: null, name: null, items }]}
                  value={field.value}
                  onChange={field.onChange}
                  error={errors?.[index]?.contact_ids?.message}
                  empty="There are no contacts yet."
                  isFlowing
                />
              )}
            />
          </li>
        ))}
      </ol>
      {steps.fields.length >= maxSteps ? null : (
        <Button
          size="small"
          className="justify-self-start"
          onClick={() =>
            steps.append({ after_minutes: Math.min((last || 0) + 15, 1_440), contact_ids: [] }, { shouldFocus: true })
          }
        >
          <Plus {...icon} />
          Add a step
        </Button>
      )}
    </fieldset>
  );
}
