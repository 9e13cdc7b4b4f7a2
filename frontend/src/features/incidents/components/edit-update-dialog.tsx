import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { localInput } from "../composer-form.ts";
import { useEditUpdate } from "../mutations.ts";
import type { IncidentDetail, IncidentUpdate } from "../queries.ts";
import { MessageField } from "./message-field.tsx";

export interface EditUpdateDialogProps {
  organizationId: string;
  incident: IncidentDetail;
  update: IncidentUpdate;
  onClose: () => void;
}

/** Changes what an update says or when it was said. Readers see that it was edited. Mount it to open it. */
export function EditUpdateDialog({ organizationId, incident, update, onClose }: EditUpdateDialogProps) {
  const stored = { body: update.body, at: localInput(update.displayed_at) };
  const [version, setVersion] = useState(incident.version);
  const [base, setBase] = useState(stored);
  const [body, setBody] = useState(stored.body);
  const [at, setAt] = useState(stored.at);
  const save = useEditUpdate(organizationId);
  const isOutdated = incident.version !== version && (stored.body !== base.body || stored.at !== base.at);
  const error = save.error === null ? null : toAppError(save.error);
  const isOfField = error?.field === "body" || error?.field === "displayed_at";

  function submit() {
    if (save.isPending) return;
    // The minute the input can show is enough; what nobody touched keeps its seconds.
    const displayedAt = at === base.at ? update.displayed_at : new Date(at).toISOString();
    // An act elsewhere on the incident is no conflict with these words.
    const expected = isOutdated ? version : incident.version;
    save.mutate(
      { updateId: update.id, version: expected, body, displayedAt },
      {
        onSuccess: () => {
          showToast({ title: "Saved the update" });
          onClose();
        },
      },
    );
  }

  function take(next: typeof stored | null) {
    setVersion(incident.version);
    setBase(stored);
    if (next === null) return;
    setBody(next.body);
    setAt(next.at);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      width={680}
      title="Edit the update"
      description="Subscribers are not told again. Readers see that it was edited; your team sees what it said before."
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
        {isOutdated ? <NewerVersion onReview={() => take(stored)} onKeep={() => take(null)} /> : null}
        {error === null || isOfField ? null : <FormAlert>{sentence(error)}</FormAlert>}
        <MessageField
          label="Message"
          value={body}
          onChange={setBody}
          rows={9}
          error={error?.field === "body" ? error.message : undefined}
        />
        <Field
          label="Time shown"
          className="max-w-60"
          error={error?.field === "displayed_at" ? error.message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={at}
              max={localInput(Date.now())}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
