import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Controller, type UseFormReturn } from "react-hook-form";
import { browserZone, localTime } from "../../../lib/time-zone.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { type ComposerMode, type ComposerValues, isOpenStatus, nextUpdateChoices } from "../composer-form.ts";

export interface Person {
  userId: string;
  name: string;
}

export interface WhenFieldsProps {
  form: UseFormReturn<ComposerValues>;
  mode: ComposerMode;
  people: readonly Person[];
}

const nextUpdateNames = {
  none: "No promise",
  "15": "In 15 minutes",
  "30": "In 30 minutes",
  "60": "In an hour",
  "120": "In 2 hours",
  "240": "In 4 hours",
  at: "At a time",
} satisfies Record<(typeof nextUpdateChoices)[number], string>;

const nextUpdateOptions = nextUpdateChoices.map((value) => ({ value, label: nextUpdateNames[value] }));

/** When the next word comes, who leads, and of a new incident when it began and what to do about it. */
export function WhenFields({ form, mode, people }: WhenFieldsProps) {
  const { errors } = form.formState;
  const status = form.watch("status");
  const isAt = form.watch("next_update") === "at";
  const isOpen = isOpenStatus(status);
  if (!isOpen && mode !== "declare") return null;
  return (
    <>
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        {isOpen ? (
          <div className="grid gap-2">
            <Controller
              control={form.control}
              name="next_update"
              render={({ field }) => (
                <Field label="Next update by">
                  {(control) => (
                    <Select {...control} value={field.value} options={nextUpdateOptions} onChange={field.onChange} />
                  )}
                </Field>
              )}
            />
            {isAt ? (
              <Field label="Time of the next update" error={errors.next_update_at?.message}>
                {(control) => <Input {...control} {...form.register("next_update_at")} type="datetime-local" />}
              </Field>
            ) : null}
          </div>
        ) : null}
        {mode === "declare" ? (
          <Controller
            control={form.control}
            name="assignee_id"
            render={({ field }) => (
              <Field label="Assignee" error={errors.assignee_id?.message}>
                {(control) => (
                  <AssigneeSelect {...control} people={people} value={field.value} onChange={field.onChange} />
                )}
              </Field>
            )}
          />
        ) : null}
      </div>
      {mode === "declare" ? <PastFields form={form} /> : null}
    </>
  );
}

/** Closed unless something in it matters: most incidents begin now. */
function PastFields({ form }: { form: UseFormReturn<ComposerValues> }) {
  const { errors } = form.formState;
  const isOver = form.watch("status") === "resolved";
  const [isWanted, setWanted] = useState(
    () => form.getValues("started_at") !== "" || form.getValues("runbook_url") !== "",
  );
  const isNeeded =
    isOver || errors.started_at !== undefined || errors.resolved_at !== undefined || errors.runbook_url !== undefined;
  const most = localTime(Date.now(), browserZone());
  return (
    <details
      className="group/past rounded-card border border-border bg-surface"
      open={isWanted || isNeeded}
      onToggle={(event) => setWanted(event.currentTarget.open)}
    >
      <summary className="flex min-h-11 items-center gap-2 px-3.5 font-medium text-[13px]/5">
        <ChevronRight
          size={16}
          strokeWidth={1.75}
          className="text-text-2 group-open/past:rotate-90"
          aria-hidden="true"
        />
        Start and runbook
        <span className="font-normal text-text-3">began earlier, or is over already</span>
      </summary>
      <div className="grid gap-4 px-3.5 pt-1 pb-4">
        <div className="grid items-start gap-4 tablet:grid-cols-2">
          <Field
            label="Started"
            isOptional
            hint="Empty is now. Uptime counts from here."
            error={errors.started_at?.message}
          >
            {(control) => <Input {...control} {...form.register("started_at")} type="datetime-local" max={most} />}
          </Field>
          {isOver ? (
            <Field label="Resolved" isOptional hint="Empty is now." error={errors.resolved_at?.message}>
              {(control) => <Input {...control} {...form.register("resolved_at")} type="datetime-local" max={most} />}
            </Field>
          ) : null}
        </div>
        <Field
          label="Runbook"
          isOptional
          hint="Where your team finds what to do. Not public."
          error={errors.runbook_url?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("runbook_url")}
              type="url"
              inputMode="url"
              autoComplete="off"
              placeholder="https://"
            />
          )}
        </Field>
      </div>
    </details>
  );
}

export interface AssigneeSelectProps {
  people: readonly Person[];
  /** "" is nobody. */
  value: string;
  onChange: (userId: string) => void;
  id?: string;
  "aria-label"?: string;
  isDisabled?: boolean;
}

export function AssigneeSelect({ people, value, onChange, ...control }: AssigneeSelectProps) {
  return (
    <Select
      {...control}
      value={value === "" ? "nobody" : value}
      options={[
        { value: "nobody", label: "Nobody" },
        ...people.map(({ userId, name }) => ({
          value: userId,
          label: name,
          icon: <Avatar userId={userId} name={name} size={20} />,
        })),
      ]}
      onChange={(next) => onChange(next === "nobody" ? "" : next)}
    />
  );
}
