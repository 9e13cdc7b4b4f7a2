import { Controller, type UseFormReturn } from "react-hook-form";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { TimeZoneInput } from "../../../ui/time-zone-input.tsx";
import type { ContactValues } from "../contact-form.ts";
import { weekdayName } from "../words.ts";

const days = [1, 2, 3, 4, 5, 6, 7];

/** When a contact is not to be disturbed. */
export function QuietFields({ form }: { form: UseFormReturn<ContactValues> }) {
  const { errors } = form.formState;
  const isQuiet = form.watch("is_quiet");
  return (
    <>
      <Controller
        control={form.control}
        name="is_quiet"
        render={({ field }) => (
          <Field
            label="Quiet hours"
            isInline
            hint={
              field.value
                ? "Messages wait until they end, and are sent only if nobody has acknowledged by then."
                : "Told at any time."
            }
          >
            {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
          </Field>
        )}
      />
      {isQuiet ? (
        <div className="grid grid-cols-2 items-start gap-4">
          <Field label="From" error={errors.quiet_from?.message}>
            {(control) => <Input {...control} {...form.register("quiet_from")} type="time" />}
          </Field>
          <Field label="Until" error={errors.quiet_until?.message} hint="Equal times mean the whole day.">
            {(control) => <Input {...control} {...form.register("quiet_until")} type="time" />}
          </Field>
          <Controller
            control={form.control}
            name="quiet_days"
            render={({ field }) => (
              <fieldset className="col-span-2">
                <legend className="mb-1 font-medium text-[13px]/[18px]">
                  Days <span className="font-normal text-text-3">on which they begin</span>
                </legend>
                <div className="flex flex-wrap gap-x-4 gap-y-1">
                  {days.map((day) => (
                    <Checkbox
                      key={day}
                      checked={field.value.includes(day)}
                      onChange={(isChosen) =>
                        field.onChange(days.filter((other) => (other === day ? isChosen : field.value.includes(other))))
                      }
                    >
                      {weekdayName(day)}
                    </Checkbox>
                  ))}
                </div>
                <ErrorNote>{errors.quiet_days?.message}</ErrorNote>
              </fieldset>
            )}
          />
          <Field label="Time zone" error={errors.time_zone?.message} className="col-span-2">
            {(control) => <TimeZoneInput {...control} {...form.register("time_zone")} />}
          </Field>
        </div>
      ) : null}
    </>
  );
}
