import { zodResolver } from "@hookform/resolvers/zod";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Controller, type UseFormReturn, useForm } from "react-hook-form";
import { toFieldError } from "../../../lib/constraint-errors.ts";
import type { CheckKind } from "../../../lib/database.ts";
import { showServerError } from "../../../lib/form-errors.ts";
import { useFormDraft } from "../../../lib/use-form-draft.ts";
import { useStoredValues } from "../../../lib/use-stored-values.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { KindPicker } from "../../../ui/kind-picker.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { checkKindOrder, checkKinds } from "../kinds.ts";
import {
  configOf,
  emptyMonitor,
  hasSecrets,
  isSameServer,
  MonitorForm,
  type MonitorValues,
  monitorFields,
  noSecrets,
  type SecretValues,
  secretsOf,
} from "../monitor-form.ts";
import { useSaveMonitor } from "../mutations.ts";
import { AutomationField } from "./automation-field.tsx";
import { KindFields } from "./kind-fields.tsx";
import type { RegionChoice } from "./region-picker.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";
import { SecretFields } from "./secret-fields.tsx";
import { TestPanel } from "./test-panel.tsx";

export interface MonitorEditorProps {
  organizationId: string;
  componentId: string;
  /** Null creates one. */
  monitorId: string | null;
  values: MonitorValues;
  /** Names of the secrets that are stored. */
  storedSecrets: readonly string[];
  /** Where a kind can be checked. */
  regionsFor: (kind: CheckKind) => readonly RegionChoice[];
  onSaved: (monitorId: string, values: MonitorValues) => void;
  /** Beside the button. */
  children?: ReactNode;
}

/** Creates or changes a monitor: kind first, then what that kind asks for. */
export function MonitorEditor(props: MonitorEditorProps) {
  const { organizationId, componentId, monitorId, values, storedSecrets, regionsFor, onSaved, children } = props;
  const form = useForm<MonitorValues>({ resolver: zodResolver(MonitorForm), defaultValues: values });
  // A new monitor's values follow which probes live now, which must not disturb whoever fills in the form.
  const [first] = useState(values);
  const version = useStoredValues(form, monitorId === null ? first : values);
  const { errors, isDirty, isSubmitting } = form.formState;
  const [secrets, setSecrets] = useState<SecretValues | null>(storedSecrets.length > 0 ? null : noSecrets);
  const draft = useFormDraft(
    form,
    monitorId === null ? `monitor:new:${componentId}` : `monitor:${monitorId}`,
    MonitorForm,
  );
  const hasTypedSecrets = secrets !== null && hasSecrets(secrets);
  const guard = useUnsavedGuard(
    () => (isDirty || hasTypedSecrets) && !form.formState.isSubmitting && !form.formState.isSubmitSuccessful,
  );
  const save = useSaveMonitor(organizationId);
  const kind = form.watch("kind");
  const choices = regionsFor(kind);
  const isNew = monitorId === null;

  /** Another kind begins with its own defaults; what all kinds share is kept. */
  function chooseKind(next: CheckKind) {
    const fresh = emptyMonitor(next, form.getValues("name"));
    const live = regionsFor(next).filter(({ isLive }) => isLive);
    form.reset({ ...fresh, region_ids: live.map(({ id }) => id) }, { keepDefaultValues: true });
  }

  const submit = form.handleSubmit(async (next) => {
    const sentSecrets = next.kind === "http" ? secrets : null;
    const mustSend = sentSecrets !== null && (storedSecrets.length > 0 || hasSecrets(sentSecrets));
    try {
      const id = await save.mutateAsync({
        componentId,
        monitorId,
        values: next,
        secrets: mustSend ? sentSecrets : null,
      });
      draft.clear();
      form.reset(next);
      setSecrets(null);
      onSaved(id, next);
    } catch (error) {
      showServerError(form, toFieldError(error, "monitors"), monitorFields);
    }
  });

  async function prepareTest() {
    const isFine = await form.trigger(undefined, { shouldFocus: true });
    if (!isFine) return null;
    const now = form.getValues();
    return {
      kind: now.kind,
      config: { ...configOf(now), ...(now.kind === "http" && secrets !== null ? secretsOf(secrets) : {}) },
      timeoutMs: Number(now.timeout_ms),
    };
  }

  return (
    <form className="grid gap-5" noValidate onSubmit={submit}>
      <UnsavedDialog guard={guard} />
      <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
      {version.isOutdated ? <NewerVersion onReview={version.review} onKeep={version.keepMine} /> : null}
      <FormAlert>{errors.root?.message}</FormAlert>
      {isNew ? (
        <KindPicker
          label="Kind"
          value={kind}
          columns={3}
          options={checkKindOrder.map((value) => ({
            value,
            ...checkKinds[value],
            problem:
              value === "heartbeat" || regionsFor(value).some(({ isLive }) => isLive)
                ? undefined
                : "No live probe runs this kind",
          }))}
          onChange={chooseKind}
        />
      ) : null}
      <div className="grid items-start gap-5 split:grid-cols-[minmax(0,1fr)_minmax(320px,400px)]">
        <Card>
          <CardHeader title="What is checked" />
          <div className="grid gap-5 px-4 py-4">
            <Field label="Name" hint="For your team." error={errors.name?.message}>
              {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
            </Field>
            <KindFields form={form} />
            {kind === "http" ? (
              <Secrets
                form={form}
                value={secrets}
                stored={storedSecrets}
                isOtherServer={!isSameServer(form.watch("url"), values.url)}
                onChange={setSecrets}
              />
            ) : null}
          </div>
        </Card>
        <div className="grid gap-5">
          {kind === "heartbeat" ? null : (
            <TestPanel
              organizationId={organizationId}
              choices={choices}
              prepare={prepareTest}
              isWithoutSecrets={kind === "http" && secrets === null && storedSecrets.length > 0}
            />
          )}
          <Card>
            <CardHeader title={kind === "heartbeat" ? "How often" : "How often and from where"} />
            <div className="grid gap-5 px-4 py-4">
              <ScheduleFields form={form} choices={choices} />
            </div>
          </Card>
          <Card>
            <CardHeader title="Incidents" />
            <div className="px-4 py-4">
              <AutomationField form={form} />
            </div>
          </Card>
        </div>
      </div>
      <div className="sticky-actions">
        <Button type="submit" variant="primary" isBusy={isSubmitting}>
          {isNew ? "Create monitor" : "Save monitor"}
        </Button>
        {children}
      </div>
    </form>
  );
}

interface SecretsProps {
  form: UseFormReturn<MonitorValues>;
  value: SecretValues | null;
  stored: readonly string[];
  isOtherServer: boolean;
  onChange: (value: SecretValues | null) => void;
}

/** Closed unless there is something to see: most checks need none. */
function Secrets({ form, value, stored, isOtherServer, onChange }: SecretsProps) {
  return (
    <details className="group/secrets -mx-4 -mb-4 border-border border-t" open={stored.length > 0 || undefined}>
      <summary className="flex min-h-11 items-center gap-2 px-4 font-medium text-[13px]/5 focus-visible:-outline-offset-2">
        <ChevronRight
          size={16}
          strokeWidth={1.75}
          className="text-text-2 group-open/secrets:rotate-90"
          aria-hidden="true"
        />
        Sign-in and secrets
        <span className="font-normal text-text-3">sent by the probe, never read back</span>
      </summary>
      <div className="px-4 pt-1 pb-4">
        <Controller
          control={form.control}
          name="username"
          render={({ field }) => (
            <SecretFields
              value={value}
              stored={stored}
              isOtherServer={isOtherServer}
              username={field.value}
              onUsername={field.onChange}
              onChange={onChange}
              empty={noSecrets}
            />
          )}
        />
      </div>
    </details>
  );
}
