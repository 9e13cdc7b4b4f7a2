import { useQuery } from "@tanstack/react-query";
import { ArrowRight, BellOff, Pencil } from "lucide-react";
import { useState } from "react";
import { useNow } from "../../../lib/clock.ts";
import { deliveriesQuery } from "../../../lib/deliveries.ts";
import { timeNear } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EditUpdateDialog } from "../../../ui/edit-update-dialog.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { type Told, ToldNote } from "../../../ui/told-note.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useEditUpdate } from "../mutations.ts";
import type { IncidentDetail, IncidentUpdate } from "../queries.ts";
import { statusNames } from "../words.ts";
import { RevisionsDialog } from "./revisions-dialog.tsx";

export interface TimelineCardProps {
  organizationId: string;
  incident: IncidentDetail;
  /** Name of a member; null for the monitors or somebody who left. */
  nameOf: (userId: string | null) => string | null;
  mayWrite: boolean;
}

/** Everything said of the incident, newest first. */
export function TimelineCard({ organizationId, incident, nameOf, mayWrite }: TimelineCardProps) {
  const [editing, setEditing] = useState<string | null>(null);
  const [revisionsOf, setRevisionsOf] = useState<string | null>(null);
  const { data: deliveries = [] } = useQuery(
    deliveriesQuery(
      organizationId,
      { of_incident: incident.id },
      incident.updates.flatMap(({ created_at, displayed_at }) => [created_at, displayed_at]),
    ),
  );
  const save = useEditUpdate(organizationId);
  const edited = incident.updates.find(({ id }) => id === editing);
  return (
    <Card>
      <CardHeader title="Updates" />
      <ol className="timeline">
        {incident.updates.map((update) => (
          <TimelineEntry
            key={update.id}
            update={update}
            told={deliveries.find(({ update_id: id }) => id === update.id) ?? null}
            author={nameOf(update.author_id) ?? (update.author_id === null ? "Monitoring" : "a former member")}
            onEdit={mayWrite ? () => setEditing(update.id) : null}
            onRevisions={() => setRevisionsOf(update.id)}
          />
        ))}
      </ol>
      {edited === undefined ? null : (
        <EditUpdateDialog
          update={edited}
          version={incident.version}
          timeZone={browserZone()}
          oldWords="your team sees what it said before"
          save={save}
          onClose={() => setEditing(null)}
        />
      )}
      {revisionsOf === null ? null : (
        <RevisionsDialog
          organizationId={organizationId}
          updateId={revisionsOf}
          nameOf={nameOf}
          onClose={() => setRevisionsOf(null)}
        />
      )}
    </Card>
  );
}

interface TimelineEntryProps {
  update: IncidentUpdate;
  /** What became of its messages; null when there are none. */
  told: Told | null;
  author: string;
  /** Null where the role may not. */
  onEdit: (() => void) | null;
  onRevisions: () => void;
}

function TimelineEntry({ update, told, author, onEdit, onRevisions }: TimelineEntryProps) {
  const now = useNow();
  const { status, body, displayed_at: at, edited_at: editedAt, notify, changes } = update;
  return (
    <li className="timeline-entry">
      <div className="flex items-start gap-2">
        <div className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-0.5">
          <h3 className="font-semibold text-[14px]/5">{statusNames[status]}</h3>
          <p className="text-[13px]/5 text-text-2">
            <time dateTime={at}>{timeNear(at, now, browserZone())}</time> by {author}
          </p>
          {editedAt === null ? null : (
            <button type="button" className="link-button text-[12.5px]/5" onClick={onRevisions}>
              edited {timeNear(editedAt, now, browserZone())}
            </button>
          )}
          {notify ? null : (
            <span className="flex items-center gap-1 text-[12.5px]/5 text-text-3">
              <BellOff size={13} strokeWidth={1.75} aria-hidden="true" />
              nobody told
            </span>
          )}
          {told === null ? null : <ToldNote {...told} />}
        </div>
        {onEdit === null ? null : (
          <ToolButton
            label={`Edit ${statusNames[status].toLowerCase()} update`}
            className="-my-1 pointer-coarse:-my-2"
            onClick={onEdit}
          >
            <Pencil size={15} strokeWidth={1.75} aria-hidden="true" />
          </ToolButton>
        )}
      </div>
      <MarkdownText source={body} className="mt-1" />
      <ComponentChanges changes={changes} />
    </li>
  );
}

function ComponentChanges({ changes }: Pick<IncidentUpdate, "changes">) {
  const moved = changes.filter(({ old_status: from, new_status: to }) => from !== to);
  if (moved.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
      {moved.map(({ component_id: id, old_status: from, new_status: to, component }) => (
        <li key={id} className="flex items-center gap-1.5 text-[12.5px]/[18px] text-text-2">
          <StatusGlyph status={from} size={13} label={strings.status[from]} />
          <ArrowRight size={12} strokeWidth={1.75} className="text-text-3" aria-label="to" role="img" />
          <StatusGlyph status={to} size={13} label={strings.status[to]} />
          {component.name}
        </li>
      ))}
    </ul>
  );
}
