import { Controller, type UseFormReturn } from "react-hook-form";
import { weekdayOf } from "../../../lib/dates.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import type { MaintenanceValues } from "../maintenance-form.ts";
import { repeatChoices, weekdayCodes, weekdayNames } from "../repeat.ts";

export interface RepeatFieldsProps {
  form: UseFormReturn<MaintenanceValues>;
  /** A series stays one: "does not repeat" is not offered. */
  isSeries: boolean;
}

const units = {
  daily: "days",
  weekly: "weeks",
  monthly_day: "months",
  monthly_last_day: "months",
  monthly_weekday: "months",
  monthly_last_weekday: "months",
} as const;

const ends = [
  { value: "never", label: "Never ends" },
  { value: "until", label: "Ends on a day" },
  { value: "count", label: "Ends after a number of times" },
] as const;

/** How a window comes back, and until when. */
export function RepeatFields({ form, isSeries }: RepeatFieldsProps) {
  const { errors } = form.formState;
  const { repeat, starts, end, rule } = form.watch();
  const firstDay = starts.slice(0, 10);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(firstDay);
  const choices = isDay ? repeatChoices(firstDay, repeat) : [];
  const isPlain = repeat !== "none" && repeat !== "custom";
  return (
    <div className="grid gap-4">
      <Controller
        control={form.control}
        name="repeat"
        render={({ field }) => (
          <Field
            label="Repeat"
            error={errors.repeat?.message}
            {...(repeat === "custom" ? { hint: `${rule}. Choosing another one replaces it.` } : {})}
          >
            {(control) => (
              <Select
                {...control}
                value={field.value}
                options={choices.filter(({ value }) => !isSeries || value !== "none")}
                onChange={(next) => {
                  field.onChange(next);
                  const chosen = form.getValues("weekdays");
                  const weekday = weekdayCodes[weekdayOf(firstDay)];
                  if (next === "weekly" && chosen.length === 0 && weekday !== undefined)
                    form.setValue("weekdays", [weekday], { shouldDirty: true });
                }}
              />
            )}
          </Field>
        )}
      />
      {repeat === "weekly" ? (
        <Controller
          control={form.control}
          name="weekdays"
          render={({ field }) => (
            <Weekdays value={field.value} onChange={field.onChange} error={errors.weekdays?.message} />
          )}
        />
      ) : null}
      {isPlain ? (
        <div className="grid items-start gap-4 tablet:grid-cols-2">
          <Field label={`Every … ${units[repeat]}`} error={errors.every?.message}>
            {(control) => (
              <Input {...control} {...form.register("every", { valueAsNumber: true })} type="number" min={1} max={99} />
            )}
          </Field>
          <Controller
            control={form.control}
            name="end"
            render={({ field }) => (
              <Field label="End">
                {(control) => <Select {...control} value={field.value} options={ends} onChange={field.onChange} />}
              </Field>
            )}
          />
          {end === "until" ? (
            <Field label="Last day" error={errors.until?.message} className="tablet:col-start-2">
              {(control) => <Input {...control} {...form.register("until")} type="date" min={firstDay} />}
            </Field>
          ) : null}
          {end === "count" ? (
            <Field label="How many times" error={errors.count?.message} className="tablet:col-start-2">
              {(control) => (
                <Input
                  {...control}
                  {...form.register("count", { valueAsNumber: true })}
                  type="number"
                  min={1}
                  max={1000}
                />
              )}
            </Field>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

interface WeekdaysProps {
  value: readonly string[];
  onChange: (codes: string[]) => void;
  error: string | undefined;
}

function Weekdays({ value, onChange, error }: WeekdaysProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-[13px]/[18px]">On</legend>
      <div className="flex flex-wrap gap-1.5">
        {weekdayCodes.map((code, index) => (
          <button
            key={code}
            type="button"
            aria-pressed={value.includes(code)}
            aria-label={weekdayNames[index]}
            onClick={() => onChange(value.includes(code) ? value.filter((other) => other !== code) : [...value, code])}
            className="h-(--control-height-small) min-w-11 cursor-pointer rounded-control border border-border bg-surface px-2 text-[13px]/5 text-text-2 hover:bg-surface-2 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          >
            {weekdayNames[index]?.slice(0, 3)}
          </button>
        ))}
      </div>
      <ErrorNote className="mt-1.5">{error}</ErrorNote>
    </fieldset>
  );
}
