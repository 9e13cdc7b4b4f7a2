import { instantOf } from "@heliograph/shared/domain/wall-clock.ts";
import { useState } from "react";
import { toAppError } from "../lib/errors.ts";
import { sentence } from "../lib/form-errors.ts";
import { localTime } from "../lib/time-zone.ts";
import { showToast } from "../lib/toasts.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { FormAlert } from "./form-alert.tsx";
import { Input } from "./input.tsx";
import { MarkdownField } from "./markdown-field.tsx";
import { NewerVersion } from "./newer-version.tsx";

/** What is stored in place of an update's words and time. */
export interface UpdateEdit {
  updateId: string;
  /** Of the incident or maintenance; another one meanwhile is refused. */
  expectedVersion: number;
  body: string;
  /** ISO 8601 */
  displayedAt: string;
}

export interface EditUpdateDialogProps {
  update: { id: string; body: string; displayed_at: string };
  /** Of the incident or maintenance, as it is stored now. */
  version: number;
  /** In which times are entered. */
  timeZone: string;
  /** Says whose zone it is, where it is not the reader's own. */
  zoneHint?: string;
  /** "your team sees what it said before": where the old words are kept. */
  oldWords: string;
  save: {
    mutate: (edit: UpdateEdit, options: { onSuccess: () => void }) => void;
    isPending: boolean;
    error: unknown;
  };
  onClose: () => void;
}

/** Corrects what an update says or when it was said. Readers see that it was edited. Mount it to open it. */
export function EditUpdateDialog(props: EditUpdateDialogProps) {
  const { update, version, timeZone, zoneHint, oldWords, save, onClose } = props;
  const stored = { body: update.body, at: localTime(update.displayed_at, timeZone) };
  const [base, setBase] = useState({ ...stored, version });
  const [body, setBody] = useState(stored.body);
  const [at, setAt] = useState(stored.at);
  const isOutdated = version !== base.version && (stored.body !== base.body || stored.at !== base.at);
  const error = save.error === null ? null : toAppError(save.error);
  const isOfField = error?.field === "body" || error?.field === "displayed_at";

  function submit() {
    if (save.isPending) return;
    // The minute the input can show is enough; what nobody touched keeps its seconds.
    const displayedAt = at === base.at ? update.displayed_at : instantOf(`${at}:00`, timeZone).toISOString();
    // An act elsewhere on the whole is no conflict with these words.
    const expectedVersion = isOutdated ? base.version : version;
    const edit = { updateId: update.id, expectedVersion, body: body.trim(), displayedAt };
    save.mutate(edit, {
      onSuccess: () => {
        showToast({ title: "Saved the update" });
        onClose();
      },
    });
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
      description={`Subscribers are not told again. Readers see that it was edited; ${oldWords}.`}
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
          rows={9}
          onChange={(event) => setBody(event.target.value)}
          error={error?.field === "body" ? error.message : undefined}
        />
        <Field
          label="Time shown"
          className="max-w-60"
          {...(zoneHint !== undefined && { hint: zoneHint })}
          error={error?.field === "displayed_at" ? error.message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={at}
              max={localTime(Date.now(), timeZone)}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
