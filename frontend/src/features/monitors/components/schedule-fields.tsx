import { Controller, type UseFormReturn } from "react-hook-form";
import { duration } from "../../../lib/format.ts";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import type { MonitorValues } from "../monitor-form.ts";
import { confirmationsInWords } from "../target.ts";
import { type RegionChoice, RegionPicker } from "./region-picker.tsx";

export interface ScheduleFieldsProps {
  form: UseFormReturn<MonitorValues>;
  choices: readonly RegionChoice[];
}

/** How often, how patiently, from where, and how many checks make a verdict. */
export function ScheduleFields({ form, choices }: ScheduleFieldsProps) {
  const values = form.watch();
  const { errors } = form.formState;
  const isHeartbeat = values.kind === "heartbeat";
  const interval = Number(values.interval_seconds);
  const timeout = Number(values.timeout_ms);
  const [n, m] = [Number(values.confirmations), Number(values.confirmation_window)];
  return (
    <>
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <Field
          label={isHeartbeat ? "Expected every (seconds)" : "Interval (seconds)"}
          hint={interval >= 60 ? `That is ${duration(interval)}.` : "1 to 86,400."}
          error={errors.interval_seconds?.message}
        >
          {(control) => <Input {...control} {...form.register("interval_seconds")} inputMode="numeric" />}
        </Field>
        <Field
          label={isHeartbeat ? "Grace period (ms)" : "Timeout (ms)"}
          hint={timeout >= 1000 ? `That is ${duration(timeout / 1000)}.` : "100 to 60,000."}
          error={errors.timeout_ms?.message}
        >
          {(control) => <Input {...control} {...form.register("timeout_ms")} inputMode="numeric" />}
        </Field>
      </div>
      {isHeartbeat ? null : (
        <Controller
          control={form.control}
          name="region_ids"
          render={({ field }) => (
            <RegionPicker
              choices={choices}
              value={field.value}
              onChange={field.onChange}
              error={errors.region_ids?.message}
            />
          )}
        />
      )}
      <div className="grid gap-1.5">
        <div className="flex flex-wrap items-start gap-3">
          <Field label="Confirmations" error={errors.confirmations?.message} className="w-36">
            {(control) => <Input {...control} {...form.register("confirmations")} inputMode="numeric" />}
          </Field>
          <Field label="Of the last checks" error={errors.confirmation_window?.message} className="w-36">
            {(control) => <Input {...control} {...form.register("confirmation_window")} inputMode="numeric" />}
          </Field>
        </div>
        <p className="text-[12.5px]/[18px] text-text-3">
          {n >= 1 && m >= n
            ? `A status follows when ${n === 1 ? "a single check says so" : `${confirmationsInWords(n, m)} say so`}.`
            : "How many of the last checks must agree before the status follows."}
        </p>
      </div>
    </>
  );
}
