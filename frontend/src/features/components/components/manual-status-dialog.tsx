import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { dateAndTime } from "../../../lib/format.ts";
import type { ComponentStatus } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { useSetManualStatus } from "../mutations.ts";
import type { ComponentItem } from "../queries.ts";

export interface ManualStatusDialogProps {
  organizationId: string;
  component: ComponentItem;
  /** Without monitors there is nothing to give the word back to. */
  hasMonitors: boolean;
  onClose: () => void;
}

const pinnable = [
  "operational",
  "degraded_performance",
  "partial_outage",
  "major_outage",
  "under_maintenance",
] as const satisfies readonly ComponentStatus[];

const hourMs = 3_600_000;
const terms = {
  none: { label: "Until it is cleared", ms: null },
  "1h": { label: "For one hour", ms: hourMs },
  "4h": { label: "For four hours", ms: 4 * hourMs },
  "24h": { label: "For a day", ms: 24 * hourMs },
} as const;
type Term = keyof typeof terms;
const termOrder = ["none", "1h", "4h", "24h"] as const satisfies readonly Term[];

/** Pins a status by hand, or clears it. Mount it to open it. */
export function ManualStatusDialog({ organizationId, component, hasMonitors, onClose }: ManualStatusDialogProps) {
  const { id, name, manual_status: pinned, manual_status_expires_at: expires } = component;
  const [status, setStatus] = useState<ComponentStatus>(
    pinned ?? (component.status === "unknown" ? "operational" : component.status),
  );
  const [term, setTerm] = useState<Term>("none");
  const save = useSetManualStatus(organizationId);

  function write(next: ComponentStatus | null) {
    const { ms } = terms[term];
    const expiresAt = ms === null ? null : new Date(Date.now() + ms).toISOString();
    save.mutate(
      { componentId: id, status: next, expiresAt },
      {
        onSuccess: () => {
          showToast({
            title:
              next === null ? `Cleared the status of ${name}` : `Pinned ${name} to ${strings.statusInSentence[next]}`,
            undo: () => save.mutate({ componentId: id, status: pinned, expiresAt: expires }),
          });
          onClose();
        },
      },
    );
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Set the status of ${name}`}
      description={
        hasMonitors
          ? "A pinned status is shown instead of what the monitors say. They go on checking."
          : "This component has no monitors: it stays as you say."
      }
      footer={
        <>
          {pinned === null ? null : (
            <Button
              className="mr-auto"
              onClick={() => write(null)}
              isBusy={save.isPending && save.variables.status === null}
            >
              {hasMonitors ? "Clear, let monitors decide" : "Clear"}
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            onClick={() => write(status)}
            isBusy={save.isPending && save.variables.status !== null}
          >
            Pin status
          </Button>
        </>
      }
    >
      <div className="mt-4 grid gap-4">
        {save.error === null ? null : <FormAlert>{sentence(toAppError(save.error))}</FormAlert>}
        {pinned === null ? null : (
          <p className="text-[13px]/5 text-text-2">
            Pinned to {strings.statusInSentence[pinned]} now
            {expires === null ? ", until it is cleared." : `, until ${dateAndTime(expires, browserZone())}.`}
          </p>
        )}
        <Field label="Status">
          {(control) => (
            <Select
              {...control}
              value={status}
              options={pinnable.map((value) => ({
                value,
                label: strings.status[value],
                icon: <StatusGlyph status={value} size={15} />,
              }))}
              onChange={setStatus}
            />
          )}
        </Field>
        <Field label="How long">
          {(control) => (
            <Select
              {...control}
              value={term}
              options={termOrder.map((value) => ({ value, label: terms[value].label }))}
              onChange={setTerm}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
