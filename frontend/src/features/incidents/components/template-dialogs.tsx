import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useDeleteTemplate, useRenameTemplate, useSaveTemplate } from "../mutations.ts";
import type { IncidentTemplate } from "../templates.ts";

export interface SaveTemplateDialogProps {
  organizationId: string;
  /** What is kept, without a name. */
  content: Omit<IncidentTemplate, "id" | "name">;
  /** Those there are: one of the same name is replaced. */
  templates: readonly IncidentTemplate[];
  /** Proposed. */
  name: string;
  onSaved: (name: string) => void;
  onClose: () => void;
}

/** Keeps what was written under a name. Mount it to open it. */
export function SaveTemplateDialog({ organizationId, content, templates, ...props }: SaveTemplateDialogProps) {
  const [name, setName] = useState(props.name);
  const [id] = useState(() => crypto.randomUUID());
  const save = useSaveTemplate(organizationId);
  const trimmed = name.trim();
  const same = templates.find((template) => template.name.toLowerCase() === trimmed.toLowerCase());
  const problem = nameProblem(trimmed);

  function submit() {
    if (problem !== null || save.isPending) return;
    save.mutate(
      { ...content, name: trimmed, id: same?.id ?? id, isNew: same === undefined },
      {
        onSuccess: () => {
          showToast({ title: `Saved the template ${trimmed}` });
          props.onSaved(trimmed);
        },
      },
    );
  }

  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title="Save as a template"
      description="Title, status, impact, message and affected components, for the next time."
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="primary" onClick={submit} disabled={problem !== null} isBusy={save.isPending}>
            {same === undefined ? "Save template" : "Replace template"}
          </Button>
        </>
      }
    >
      <form
        className="mt-4"
        onSubmit={(event) => {
          event.preventDefault();
          // The composer's form is its parent in React.
          event.stopPropagation();
          submit();
        }}
      >
        <Field
          label="Name"
          hint={same === undefined ? undefined : "There is one of this name: it is replaced."}
          error={save.error === null ? undefined : sentence(toAppError(save.error))}
        >
          {(control) => (
            <Input {...control} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function nameProblem(name: string): string | null {
  return name.length >= 1 && name.length <= 80 ? null : "A name has 1 to 80 characters.";
}

export interface ManageTemplatesDialogProps {
  organizationId: string;
  templates: readonly IncidentTemplate[];
  onClose: () => void;
}

/** Renames and deletes templates. Mount it to open it. */
export function ManageTemplatesDialog({ organizationId, templates, onClose }: ManageTemplatesDialogProps) {
  const [renaming, setRenaming] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<IncidentTemplate | null>(null);
  const remove = useDeleteTemplate(organizationId);
  return (
    <Dialog isOpen onOpenChange={onClose} isForReading title="Templates" width={520}>
      {templates.length === 0 ? <p className="text-[13px]/5 text-text-2">There is no template any more.</p> : null}
      <ul className="-mx-2">
        {templates.map((template) => (
          <li
            key={template.id}
            className="flex min-h-11 items-center gap-2 border-border border-t px-2 first:border-t-0"
          >
            {renaming === template.id ? (
              <Rename
                organizationId={organizationId}
                template={template}
                templates={templates}
                onDone={() => setRenaming(null)}
              />
            ) : (
              <>
                <span className="min-w-0 flex-1 truncate text-[13.5px]">{template.name}</span>
                <ToolButton label={`Rename ${template.name}`} onClick={() => setRenaming(template.id)}>
                  <Pencil size={15} strokeWidth={1.75} aria-hidden="true" />
                </ToolButton>
                <ToolButton label={`Delete ${template.name}`} onClick={() => setDeleting(template)}>
                  <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
                </ToolButton>
              </>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpen={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title={`Delete the template ${deleting?.name ?? ""}?`}
        description="Incidents that began with it stay as they are."
        action="Delete"
        isBusy={remove.isPending}
        onConfirm={() => deleting !== null && remove.mutate(deleting, { onSettled: () => setDeleting(null) })}
      />
    </Dialog>
  );
}

interface RenameProps {
  organizationId: string;
  template: IncidentTemplate;
  templates: readonly IncidentTemplate[];
  onDone: () => void;
}

function Rename({ organizationId, template, templates, onDone }: RenameProps) {
  const [name, setName] = useState(template.name);
  const rename = useRenameTemplate(organizationId);
  const trimmed = name.trim();
  const isTaken = templates.some((other) => other.id !== template.id && other.name === trimmed);
  const problem = isTaken ? "There is one of this name already." : nameProblem(trimmed);
  const error = rename.error === null ? problem : sentence(toAppError(rename.error));
  return (
    <form
      className="flex flex-1 flex-wrap items-start gap-2 py-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (problem === null) rename.mutate({ id: template.id, name: trimmed }, { onSuccess: onDone });
      }}
    >
      <div className="min-w-0 flex-1">
        <Input
          aria-label="Name"
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            onDone();
          }}
        />
        <ErrorNote className="mt-1">{error}</ErrorNote>
      </div>
      <Button type="submit" variant="primary" isBusy={rename.isPending}>
        Rename
      </Button>
      <Button onClick={onDone}>Cancel</Button>
    </form>
  );
}
