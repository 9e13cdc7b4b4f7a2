import { instantOf, wallClockAt } from "@heliograph/shared/domain/wall-clock.ts";
import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { MarkdownField } from "../../../ui/markdown-field.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { useEditUpdate } from "../mutations.ts";
import type { UpdateRow } from "../queries.ts";

export interface EditUpdateDialogProps {
  organizationId: string;
  /** Of the maintenance, as it is stored now. */
  version: number;
  update: UpdateRow;
  timeZone: string;
  onClose: () => void;
}

/** Corrects what an update says or when it was said. Readers see that it was edited. Mount it to open it. */
export function EditUpdateDialog(props: EditUpdateDialogProps) {
  const { organizationId, version, update, timeZone, onClose } = props;
  const localTime = (instant: string | number) => wallClockAt(new Date(instant), timeZone).slice(0, 16);
  const stored = { body: update.body, at: localTime(update.displayed_at) };
  const [base, setBase] = useState({ ...stored, version });
  const [body, setBody] = useState(stored.body);
  const [at, setAt] = useState(stored.at);
  const save = useEditUpdate(organizationId);
  const isOutdated = version !== base.version && (stored.body !== base.body || stored.at !== base.at);
  const error = save.error === null ? null : toAppError(save.error);
  const isOfField = error?.field === "body" || error?.field === "displayed_at";

  function submit() {
    if (save.isPending) return;
    // The minute the input can show is enough; what nobody touched keeps its seconds.
    const displayedAt = at === base.at ? update.displayed_at : instantOf(`${at}:00`, timeZone).toISOString();
    // An act elsewhere on the maintenance is no conflict with these words.
    const expectedVersion = isOutdated ? base.version : version;
    save.mutate(
      { updateId: update.id, expectedVersion, body, displayedAt },
      {
        onSuccess: () => {
          showToast({ title: "Saved the update" });
          onClose();
        },
      },
    );
  }

  function take(isTaken: boolean) {
    setBase({ ...stored, version });
    if (!isTaken) return;
    setBody(stored.body);
    setAt(stored.at);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      width={680}
      title="Edit the update"
      description="Subscribers are not told again. Readers see that it was edited; what it said before is in the audit log."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            onClick={submit}
            disabled={body.trim() === "" || Number.isNaN(Date.parse(at))}
            isBusy={save.isPending}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="mt-4 grid gap-4">
        {isOutdated ? <NewerVersion onReview={() => take(true)} onKeep={() => take(false)} /> : null}
        {error === null || isOfField ? null : <FormAlert>{sentence(error)}</FormAlert>}
        <MarkdownField
          label="Message"
          // Anew when the newer version is taken over.
          key={`${base.version} ${base.body}`}
          source={body}
          defaultValue={body}
          onChange={(event) => setBody(event.target.value)}
          error={error?.field === "body" ? error.message : undefined}
        />
        <Field
          label="Time shown"
          hint={`In your organization's time zone, ${timeZone.replaceAll("_", " ")}.`}
          className="max-w-60"
          error={error?.field === "displayed_at" ? error.message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={at}
              max={localTime(Date.now())}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
