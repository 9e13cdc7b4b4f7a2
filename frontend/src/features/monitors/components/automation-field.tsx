import { Controller, type UseFormReturn } from "react-hook-form";
import type { IncidentAutomation } from "../../../lib/database.ts";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { automations, type MonitorValues } from "../monitor-form.ts";

const choices = {
  off: { label: "Opens none", hint: "An outage changes the status; whether to tell of it is up to your team." },
  draft: {
    label: "Opens a draft",
    hint: "An outage opens an incident that only your team sees, until one publishes it.",
  },
  publish: {
    label: "Opens and publishes",
    hint: "An outage opens an incident at once, on the status pages and to subscribers. It closes when all is well again.",
  },
} satisfies Record<IncidentAutomation, { label: string; hint: string }>;

/** Whether an outage that the monitor sees opens an incident. */
export function AutomationField({ form }: { form: UseFormReturn<MonitorValues> }) {
  const value = form.watch("automation");
  return (
    <Controller
      control={form.control}
      name="automation"
      render={({ field }) => (
        <Field label="When this monitor sees an outage" hint={choices[value].hint}>
          {(control) => (
            <Select
              {...control}
              value={field.value}
              options={automations.map((automation) => ({ value: automation, label: choices[automation].label }))}
              onChange={field.onChange}
            />
          )}
        </Field>
      )}
    />
  );
}
