import { useQuery } from "@tanstack/react-query";
import { Controller, type UseFormReturn } from "react-hook-form";
import { recipientsQuery, recipientsText } from "../../../lib/recipients.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { Switch } from "../../../ui/switch.tsx";
import type { MaintenanceValues } from "../maintenance-form.ts";
import { reminderChoices, reminderText } from "../words.ts";

const switches = [
  {
    name: "starts_automatically",
    label: "Start by itself",
    on: "It begins at its start.",
    off: "Somebody has to start it.",
  },
  {
    name: "ends_automatically",
    label: "End by itself",
    on: "It is completed at its end.",
    off: "It goes on until somebody completes it.",
  },
  {
    name: "suppresses_alerts",
    label: "Suppress alerts",
    on: "While it runs, failing monitors open no incident and alert nobody.",
    off: "Failing monitors open incidents and alert as ever.",
  },
  {
    name: "notify",
    label: "Notify subscribers",
    on: "They hear of it now, before it begins, and at start and end.",
    off: "Pages show it, nobody is written to.",
  },
] as const;

export interface ChoiceFieldsProps {
  organizationId: string;
  form: UseFormReturn<MaintenanceValues>;
}

/** Reminders, and what happens by itself. */
export function ChoiceFields({ organizationId, form }: ChoiceFieldsProps) {
  const componentIds = form.watch("component_ids");
  const { data: recipients } = useQuery(recipientsQuery(organizationId, { event: "maintenances", componentIds }));
  const error = form.formState.errors.reminder_minutes?.message;
  return (
    <div className="grid gap-4">
      {switches.map(({ name, label, on, off }) => (
        <Controller
          key={name}
          control={form.control}
          name={name}
          render={({ field }) => (
            <Field
              label={label}
              isInline
              hint={
                name === "notify" && field.value && recipients !== undefined
                  ? `${on} ${recipientsText(recipients)}`
                  : field.value
                    ? on
                    : off
              }
            >
              {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
            </Field>
          )}
        />
      ))}
      {form.watch("notify") ? (
        <Controller
          control={form.control}
          name="reminder_minutes"
          render={({ field }) => <Reminders value={field.value} onChange={field.onChange} error={error} />}
        />
      ) : null}
    </div>
  );
}

interface RemindersProps {
  value: readonly number[];
  onChange: (minutes: number[]) => void;
  error: string | undefined;
}

function Reminders({ value, onChange, error }: RemindersProps) {
  const choices = [...new Set([...reminderChoices, ...value])].toSorted((a, b) => b - a);
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-[13px]/[18px]">Remind them before it begins</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {choices.map((minutes) => (
          <Checkbox
            key={minutes}
            checked={value.includes(minutes)}
            onChange={(isChosen) =>
              onChange(
                isChosen ? [...value, minutes].toSorted((a, b) => b - a) : value.filter((other) => other !== minutes),
              )
            }
          >
            {reminderText(minutes)}
          </Checkbox>
        ))}
      </div>
      <ErrorNote>{error}</ErrorNote>
    </fieldset>
  );
}
