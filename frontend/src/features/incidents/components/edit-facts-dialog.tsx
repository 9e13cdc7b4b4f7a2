import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { z } from "zod";
import { showServerError } from "../../../lib/form-errors.ts";
import { statusOfImpact } from "../../../lib/notices.ts";
import { browserZone, localTime } from "../../../lib/time-zone.ts";
import { showToast } from "../../../lib/toasts.ts";
import { useStoredValues } from "../../../lib/use-stored-values.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { useEditFacts } from "../mutations.ts";
import type { IncidentDetail } from "../queries.ts";
import { impactNames, impacts } from "../words.ts";

const FactsForm = z.object({
  title: z.string().trim().min(1, "Say in a few words what is wrong.").max(200, "A title has at most 200 characters."),
  impact: z.enum(["auto", ...impacts]),
  started_at: z.string().refine((text) => !Number.isNaN(Date.parse(text)) && Date.parse(text) <= Date.now() + 60_000, {
    message: "An incident starts in the past.",
  }),
  runbook_url: z
    .string()
    .trim()
    .refine((text) => text === "" || /^https?:\/\/[^\s"<>]+$/.test(text), {
      message: "A runbook is a web address: https://…",
    }),
});
type FactsValues = z.infer<typeof FactsForm>;

function valuesOf(incident: IncidentDetail): FactsValues {
  return {
    title: incident.title,
    impact: incident.impact_override ?? "auto",
    started_at: localTime(incident.started_at, browserZone()),
    runbook_url: incident.runbook_url ?? "",
  };
}

export interface EditFactsDialogProps {
  organizationId: string;
  incident: IncidentDetail;
  onClose: () => void;
}

/** Changes title, impact, start and runbook. Mount it to open it. */
export function EditFactsDialog({ organizationId, incident, onClose }: EditFactsDialogProps) {
  const stored = valuesOf(incident);
  const form = useForm<FactsValues>({ resolver: zodResolver(FactsForm), defaultValues: stored });
  const version = useStoredValues(form, stored);
  const [opened] = useState(incident.started_at);
  const edit = useEditFacts(organizationId, incident.id);
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    // What nobody touched keeps its seconds.
    const isSameStart = values.started_at === localTime(incident.started_at, browserZone());
    try {
      await edit.mutateAsync({
        // A conflict in these fields was shown and answered; an update meanwhile is none.
        version: version.isOutdated ? 0 : incident.version,
        title: values.title,
        impact: values.impact === "auto" ? null : values.impact,
        startedAt: isSameStart ? incident.started_at : new Date(values.started_at).toISOString(),
        runbookUrl: values.runbook_url,
        assigneeId: incident.assignee_id,
      });
      showToast({ title: `Saved ${values.title}` });
      onClose();
    } catch (error) {
      showServerError(form, error, { title: "title", started_at: "started_at", runbook_url: "runbook_url" });
    }
  });

  const isEarlier = Date.parse(form.watch("started_at")) < Date.parse(opened) - 60_000;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      width={560}
      title="Edit facts"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={() => void submit()} isBusy={isSubmitting}>
            Save
          </Button>
        </>
      }
    >
      <form noValidate onSubmit={submit} className="mt-2 grid gap-4">
        {version.isOutdated ? <NewerVersion onReview={version.review} onKeep={version.keepMine} /> : null}
        <FormAlert>{errors.root?.message}</FormAlert>
        <Field label="Title" error={errors.title?.message}>
          {(control) => <Input {...control} {...form.register("title")} autoComplete="off" />}
        </Field>
        <div className="grid items-start gap-4 tablet:grid-cols-2">
          <Controller
            control={form.control}
            name="impact"
            render={({ field }) => (
              <Field label="Impact" error={errors.impact?.message}>
                {(control) => (
                  <Select
                    {...control}
                    value={field.value}
                    options={[
                      { value: "auto", label: "From the statuses" },
                      ...impacts.map((impact) => ({
                        value: impact,
                        label: impactNames[impact],
                        icon: <StatusGlyph status={statusOfImpact[impact]} size={15} />,
                      })),
                    ]}
                    onChange={field.onChange}
                  />
                )}
              </Field>
            )}
          />
          <Field
            label="Started"
            hint={isEarlier ? "Uptime is counted anew from there." : undefined}
            error={errors.started_at?.message}
          >
            {(control) => (
              <Input
                {...control}
                {...form.register("started_at")}
                type="datetime-local"
                max={localTime(Date.now(), browserZone())}
              />
            )}
          </Field>
        </div>
        <Field label="Runbook" isOptional hint="Not public." error={errors.runbook_url?.message}>
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
        {/* Enter in a field saves. */}
        <button type="submit" className="sr-only" tabIndex={-1}>
          Save
        </button>
      </form>
    </Dialog>
  );
}
