import { zodResolver } from "@hookform/resolvers/zod";
import type { ReactNode } from "react";
import { Controller, useForm } from "react-hook-form";
import { useNow } from "../../../lib/clock.ts";
import { useEditor } from "../../../lib/use-editor.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { MarkdownField } from "../../../ui/markdown-field.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { type PickGroup, PickList } from "../../../ui/pick-list.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import {
  MaintenanceDraft,
  MaintenanceForm,
  type MaintenanceValues,
  maintenanceFields,
  nextWindows,
} from "../maintenance-form.ts";
import { ChoiceFields } from "./choice-fields.tsx";
import { ConflictNote } from "./conflict-note.tsx";
import { PlanCard } from "./plan-card.tsx";
import { RepeatFields } from "./repeat-fields.tsx";
import { WindowFields } from "./window-fields.tsx";

export interface MaintenanceEditorProps {
  organizationId: string;
  /** Names the draft: "maintenance:new", "maintenance:<id>". */
  draftName: string;
  /** What is stored, or what a new one begins with. */
  values: MaintenanceValues;
  /** A window of its own, one that exists, or a series. */
  kind: "new" | "window" | "series";
  groups: readonly PickGroup[];
  submitLabel: string;
  /** Id of the window or series that is replaced. */
  replaces: string | null;
  /** The version on screen, sent back when saving. */
  version?: number;
  /** Stores the values; what it throws is shown at its field. */
  onSubmit: (values: MaintenanceValues, seenVersion: number) => Promise<void>;
  /** Runs after the form has let go of its draft. */
  onSaved: (values: MaintenanceValues) => void;
  /** Beside the button. */
  children: ReactNode;
}

const previewed = 5;

/** The form of a window or a series, with what saving it would plan beside it. */
export function MaintenanceEditor(props: MaintenanceEditorProps) {
  const { organizationId, draftName, values: stored, kind, groups, submitLabel, replaces, onSubmit, onSaved } = props;
  const { version = 0, children } = props;
  const now = useNow();
  const form = useForm<MaintenanceValues>({ resolver: zodResolver(MaintenanceForm), defaultValues: stored });
  const { errors, isSubmitting } = form.formState;
  const { draft, newer, guard, submit } = useEditor(form, {
    draftName,
    shape: MaintenanceDraft,
    stored,
    version,
    fields: maintenanceFields,
    onSubmit,
    onSaved,
  });
  const values = form.watch();
  const spans = nextWindows(values, now, previewed);
  const names = new Map(groups.flatMap(({ items }) => items.map(({ id, name }): [string, string] => [id, name])));

  return (
    <form noValidate onSubmit={submit} className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_400px]">
      <UnsavedDialog guard={guard} />
      <Card className="grid min-w-0 grid-cols-1 gap-5 px-4 py-4">
        <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
        {newer.isOutdated ? <NewerVersion onReview={newer.review} onKeep={newer.keepMine} /> : null}
        <FormAlert>{errors.root?.message}</FormAlert>
        <Field label="Title" error={errors.title?.message}>
          {(control) => <Input {...control} {...form.register("title")} autoComplete="off" />}
        </Field>
        <MarkdownField
          label="Description"
          isOptional
          hint="What is done and what visitors will notice. Markdown."
          error={errors.body?.message}
          source={values.body}
          {...form.register("body")}
        />
        <WindowFields form={form} />
        {kind === "window" ? null : <RepeatFields form={form} isSeries={kind === "series"} />}
        <Controller
          control={form.control}
          name="component_ids"
          render={({ field }) => (
            <PickList
              label={
                <>
                  Components <span className="font-normal text-text-3">under maintenance while it runs</span>
                </>
              }
              groups={groups}
              value={field.value}
              onChange={field.onChange}
              error={errors.component_ids?.message}
              empty="There are no components yet."
              hint={
                field.value.length === 0 && names.size > 0
                  ? "Without a component every page of the organization tells of it, and no status changes."
                  : undefined
              }
            />
          )}
        />
        <ConflictNote
          organizationId={organizationId}
          spans={spans}
          timeZone={values.time_zone}
          componentIds={values.component_ids}
          replaces={replaces}
          nameOf={(id) => names.get(id)}
        />
        <ChoiceFields organizationId={organizationId} form={form} />
        <div className="sticky-actions">
          <Button type="submit" variant="primary" isBusy={isSubmitting}>
            {submitLabel}
          </Button>
          {children}
        </div>
      </Card>
      <PlanCard spans={spans} repeats={values.repeat !== "none"} timeZone={values.time_zone} />
    </form>
  );
}
