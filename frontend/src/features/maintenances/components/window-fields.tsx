import { instantOf } from "@heliograph/shared/domain/wall-clock.ts";
import { Controller, type UseFormReturn } from "react-hook-form";
import { duration } from "../../../lib/format.ts";
import { localTime } from "../../../lib/time-zone.ts";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { TimeZoneInput } from "../../../ui/time-zone-input.tsx";
import { durationMinutes, type MaintenanceValues } from "../maintenance-form.ts";

/** When it is: the end keeps its distance when the start moves. */
export function WindowFields({ form }: { form: UseFormReturn<MaintenanceValues> }) {
  const { errors } = form.formState;
  const values = form.watch();
  const minutes = durationMinutes(values);

  function moveStart(starts: string) {
    form.setValue("starts", starts, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    if (Number.isNaN(durationMinutes({ ...values, starts })) || !(minutes > 0)) return;
    const end = instantOf(starts, values.time_zone).getTime() + minutes * 60_000;
    form.setValue("ends", localTime(end, values.time_zone), { shouldDirty: true });
  }

  return (
    <div className="grid items-start gap-4 tablet:grid-cols-2">
      <Controller
        control={form.control}
        name="starts"
        render={({ field }) => (
          <Field label="Starts" error={errors.starts?.message}>
            {(control) => (
              <Input
                {...control}
                ref={field.ref}
                type="datetime-local"
                value={field.value}
                onBlur={field.onBlur}
                onChange={(event) => moveStart(event.target.value)}
              />
            )}
          </Field>
        )}
      />
      <Field
        label="Ends"
        error={errors.ends?.message}
        {...(minutes > 0 ? { hint: `${duration(minutes * 60)} long` } : {})}
      >
        {(control) => <Input {...control} {...form.register("ends")} type="datetime-local" />}
      </Field>
      <Field
        label="Time zone"
        hint="Both times are those of a clock there, also when clocks change."
        error={errors.time_zone?.message}
        className="tablet:col-span-2"
      >
        {(control) => <TimeZoneInput {...control} {...form.register("time_zone")} />}
      </Field>
    </div>
  );
}
