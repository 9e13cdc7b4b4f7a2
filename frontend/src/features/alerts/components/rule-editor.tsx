import { zodResolver } from "@hookform/resolvers/zod";
import type { ReactNode } from "react";
import { Controller, useForm } from "react-hook-form";
import { strings } from "../../../lib/strings.ts";
import { useEditor } from "../../../lib/use-editor.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { type PickGroup, PickList } from "../../../ui/pick-list.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import type { Contact } from "../queries.ts";
import { RuleDraft, RuleForm, type RuleValues } from "../rule-form.ts";
import { alertStatuses } from "../words.ts";
import { StepsField } from "./steps-field.tsx";

export interface RuleEditorProps {
  /** Names the draft: "alert-rule:new", "alert-rule:<id>". */
  draftName: string;
  values: RuleValues;
  /** The version on screen, sent back when saving. */
  version: number | null;
  contacts: readonly Contact[];
  components: readonly PickGroup[];
  /** By the name of their component. */
  monitors: readonly PickGroup[];
  onSubmit: (values: RuleValues, seenVersion: number | null) => Promise<void>;
  /** Runs after the form has let go of its draft. */
  onSaved: (values: RuleValues) => void;
  /** Beside the button. */
  children: ReactNode;
}

const scopes = [
  { value: "all", label: "Everything" },
  { value: "components", label: "Components" },
  { value: "monitors", label: "Monitors" },
] as const;
const fields = {
  name: "name",
  component_ids: "component_ids",
  monitor_ids: "monitor_ids",
  statuses: "statuses",
} as const;

/** The form of a rule. */
export function RuleEditor(props: RuleEditorProps) {
  const { draftName, values: stored, version, contacts, components, monitors, onSubmit, onSaved, children } = props;
  const form = useForm<RuleValues>({ resolver: zodResolver(RuleForm), defaultValues: stored });
  const { errors, isSubmitting } = form.formState;
  const { draft, newer, guard, submit } = useEditor(form, {
    draftName,
    shape: RuleDraft,
    stored,
    version,
    fields,
    onSubmit,
    onSaved,
  });
  const scope = form.watch("scope");

  return (
    <form noValidate onSubmit={submit} className="max-w-[760px]">
      <UnsavedDialog guard={guard} />
      <Card className="grid min-w-0 grid-cols-1 gap-5 px-4 py-4">
        <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
        {newer.isOutdated ? <NewerVersion onReview={newer.review} onKeep={newer.keepMine} /> : null}
        <FormAlert>{errors.root?.message}</FormAlert>
        <Field label="Name" hint="Messages say which rule sent them." error={errors.name?.message}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
        </Field>
        <Controller
          control={form.control}
          name="scope"
          render={({ field }) => (
            <div className="grid justify-items-start gap-1.5">
              <span className="font-medium text-[13px]/[18px]">What it watches</span>
              <Segmented label="What it watches" value={field.value} options={scopes} onChange={field.onChange} />
            </div>
          )}
        />
        {scope === "all" ? null : (
          <Controller
            key={scope}
            control={form.control}
            name={scope === "components" ? "component_ids" : "monitor_ids"}
            render={({ field }) => (
              <PickList
                label={scope === "components" ? "Components" : "Monitors"}
                groups={scope === "components" ? components : monitors}
                value={field.value}
                onChange={field.onChange}
                error={(scope === "components" ? errors.component_ids : errors.monitor_ids)?.message}
                empty={scope === "components" ? "There are no components yet." : "There are no monitors yet."}
              />
            )}
          />
        )}
        <Controller
          control={form.control}
          name="statuses"
          render={({ field }) => (
            <StatusChoice value={field.value} onChange={field.onChange} error={errors.statuses?.message} />
          )}
        />
        <StepsField form={form} contacts={contacts} />
        <Controller
          control={form.control}
          name="breaks_quiet"
          render={({ field }) => (
            <Field
              label="A major outage breaks through quiet hours"
              isInline
              hint={
                field.value ? "It wakes whoever is next." : "Messages wait until the quiet hours of each contact end."
              }
            >
              {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
            </Field>
          )}
        />
        <Controller
          control={form.control}
          name="is_enabled"
          render={({ field }) => (
            <Field
              label="Switched on"
              isInline
              hint={field.value ? "It opens alerts." : "It opens none, and ends its open ones without a message."}
            >
              {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
            </Field>
          )}
        />
        <div className="sticky-actions">
          <Button type="submit" variant="primary" isBusy={isSubmitting}>
            Save rule
          </Button>
          {children}
        </div>
      </Card>
    </form>
  );
}

interface StatusChoiceProps {
  value: RuleValues["statuses"];
  onChange: (statuses: RuleValues["statuses"]) => void;
  error: string | undefined;
}

function StatusChoice({ value, onChange, error }: StatusChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-[13px]/[18px]">
        Statuses <span className="font-normal text-text-3">as the monitors see them</span>
      </legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {alertStatuses.map((status) => (
          <Checkbox
            key={status}
            checked={value.includes(status)}
            onChange={(isChosen) =>
              onChange(alertStatuses.filter((other) => (other === status ? isChosen : value.includes(other))))
            }
          >
            <StatusBadge status={status}>{strings.status[status]}</StatusBadge>
          </Checkbox>
        ))}
      </div>
      <ErrorNote>{error}</ErrorNote>
    </fieldset>
  );
}
