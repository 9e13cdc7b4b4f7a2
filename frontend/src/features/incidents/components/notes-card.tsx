import { useQuery } from "@tanstack/react-query";
import { Lock, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useNow } from "../../../lib/clock.ts";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { timeNear } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useAddNote, useDeleteNote } from "../mutations.ts";
import { incidentQueries } from "../queries.ts";

export interface NotesCardProps {
  organizationId: string;
  incidentId: string;
  ownId: string;
  nameOf: (userId: string | null) => string | null;
  mayWrite: boolean;
}

/** What the team tells itself. */
export function NotesCard({ organizationId, incidentId, ownId, nameOf, mayWrite }: NotesCardProps) {
  const query = useQuery(incidentQueries.notes(organizationId, incidentId));
  const now = useNow();
  const [deleting, setDeleting] = useState<string | null>(null);
  const remove = useDeleteNote(organizationId);
  return (
    <Card>
      <CardHeader title="Private notes">
        <span className="flex items-center gap-1.5 text-text-3">
          <Lock size={14} strokeWidth={1.75} aria-hidden="true" />
          Only your team
        </span>
      </CardHeader>
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {(notes) =>
          notes.length === 0 ? (
            <p className="px-4 py-3.5 text-[13px]/5 text-text-2">There is no note yet.</p>
          ) : (
            <ol className="py-1">
              {notes.map(({ id, body, author_id: author, created_at: at }) => {
                const name = nameOf(author) ?? "A former member";
                return (
                  <li key={id} className="flex gap-3 px-4 py-2.5">
                    <Avatar userId={author ?? id} name={name} />
                    <div className="min-w-0 flex-1">
                      <p className="text-[13px]/5">
                        <span className="font-medium">{name}</span>{" "}
                        <span className="text-text-3">{timeNear(at, now, browserZone())}</span>
                      </p>
                      <MarkdownText source={body} />
                    </div>
                    {mayWrite && author === ownId ? (
                      <ToolButton label="Delete this note" onClick={() => setDeleting(id)}>
                        <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
                      </ToolButton>
                    ) : null}
                  </li>
                );
              })}
            </ol>
          )
        }
      </QueryView>
      {mayWrite ? <AddNote organizationId={organizationId} incidentId={incidentId} /> : null}
      <ConfirmDialog
        isOpen={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title="Delete this note?"
        description="It is gone for everybody."
        action="Delete"
        isBusy={remove.isPending}
        onConfirm={() => deleting !== null && remove.mutate(deleting, { onSettled: () => setDeleting(null) })}
      />
    </Card>
  );
}

function AddNote({ organizationId, incidentId }: { organizationId: string; incidentId: string }) {
  const [body, setBody] = useState("");
  // The id is kept over retries, so that a note is never there twice.
  const [id, setId] = useState(() => crypto.randomUUID());
  const add = useAddNote(organizationId, incidentId);

  function submit(event: Pick<FormEvent, "preventDefault">) {
    event.preventDefault();
    if (body.trim() === "" || add.isPending) return;
    add.mutate(
      { id, body },
      {
        onSuccess: () => {
          setBody("");
          setId(crypto.randomUUID());
        },
      },
    );
  }

  return (
    <form
      onSubmit={submit}
      className="grid justify-items-end gap-2 rounded-b-card border-border border-t bg-inset px-4 py-3.5"
    >
      <Field
        label="New note"
        className="w-full"
        error={add.error === null ? undefined : sentence(toAppError(add.error))}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            value={body}
            maxLength={20_000}
            onChange={(event) => setBody(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
        )}
      </Field>
      <Button type="submit" disabled={body.trim() === ""} isBusy={add.isPending}>
        Add note
      </Button>
    </form>
  );
}
