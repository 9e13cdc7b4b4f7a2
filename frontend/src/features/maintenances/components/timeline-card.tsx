import { useQuery } from "@tanstack/react-query";
import { BellOff, Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { deliveriesQuery } from "../../../lib/deliveries.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EditUpdateDialog } from "../../../ui/edit-update-dialog.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { ToldNote } from "../../../ui/told-note.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useEditUpdate } from "../mutations.ts";
import { type MaintenanceDetail, maintenanceQueries } from "../queries.ts";
import { statusNames } from "../words.ts";

export interface TimelineCardProps {
  organizationId: string;
  maintenance: MaintenanceDetail;
  timeZone: string;
  nameOfPerson: (userId: string) => string | undefined;
  mayWrite: boolean;
}

/** What was said, newest first, down to the announcement. */
export function TimelineCard({ organizationId, maintenance, timeZone, nameOfPerson, mayWrite }: TimelineCardProps) {
  const query = useQuery(maintenanceQueries.updates(organizationId, maintenance.id));
  const { data: deliveries = [] } = useQuery(
    deliveriesQuery(organizationId, { of_maintenance: maintenance.id }, [
      maintenance.created_at,
      ...(query.data ?? []).flatMap(({ created_at, displayed_at }) => [created_at, displayed_at]),
    ]),
  );
  const [editing, setEditing] = useState<string | null>(null);
  const save = useEditUpdate(organizationId);
  const edited = query.data?.find(({ id }) => id === editing);
  const told = (updateId: string | null) => {
    const counts = deliveries.find(({ update_id: id }) => id === updateId);
    return counts === undefined ? null : <ToldNote {...counts} />;
  };
  const { created_at: createdAt, created_by: createdBy, body, series_id: seriesId } = maintenance;
  const planner = createdBy === null ? undefined : nameOfPerson(createdBy);
  return (
    <Card>
      <CardHeader title="Updates" />
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {(updates) => (
          <ol className="px-4 py-4" aria-label="Updates">
            {updates.map(
              ({ id, status, body: text, displayed_at: at, author_id: authorId, edited_at, notify }, index) => (
                <Entry
                  key={id}
                  isNewest={index === 0}
                  title={statusNames[status]}
                  note={`${dateAndTime(at, timeZone)}, ${authorId === null ? "by the clock" : (nameOfPerson(authorId) ?? "a former member")}${edited_at === null ? "" : `, edited ${dateAndTime(edited_at, timeZone)}`}`}
                  body={text}
                  told={notify ? told(id) : <NobodyTold />}
                  action={
                    mayWrite ? (
                      <ToolButton
                        label={`Edit ${statusNames[status].toLowerCase()} update`}
                        className="-my-2 pointer-coarse:-my-3"
                        onClick={() => setEditing(id)}
                      >
                        <Pencil size={15} strokeWidth={1.75} aria-hidden="true" />
                      </ToolButton>
                    ) : null
                  }
                />
              ),
            )}
            <Entry
              isNewest={updates.length === 0}
              title="Scheduled"
              note={`${dateAndTime(createdAt, timeZone)}, ${seriesId === null ? "" : "as part of a series, "}${planner === undefined ? "a former member" : planner}`}
              body={body}
              told={told(null)}
            />
          </ol>
        )}
      </QueryView>
      {edited === undefined ? null : (
        <EditUpdateDialog
          update={edited}
          version={maintenance.version}
          timeZone={timeZone}
          zoneHint={`In your organization's time zone, ${timeZone.replaceAll("_", " ")}.`}
          oldWords="what it said before is in the audit log"
          save={save}
          onClose={() => setEditing(null)}
        />
      )}
    </Card>
  );
}

function NobodyTold() {
  return (
    <span className="flex items-center gap-1 text-[12.5px]/5 text-text-3">
      <BellOff size={13} strokeWidth={1.75} aria-hidden="true" />
      nobody told
    </span>
  );
}

interface EntryProps {
  isNewest: boolean;
  title: string;
  note: string;
  body: string;
  /** What became of its messages. */
  told: ReactNode;
  action?: ReactNode;
}

function Entry({ isNewest, title, note, body, told, action }: EntryProps) {
  return (
    <li className="relative border-border border-l pb-5 pl-5 last:border-transparent last:pb-0">
      <span
        aria-hidden="true"
        className={`absolute top-1 -left-[5.5px] size-2.5 rounded-full border-2 ${isNewest ? "border-accent bg-accent" : "border-border-strong bg-surface"}`}
      />
      <div className="flex items-start gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5">
          <h3 className="flex flex-wrap items-baseline gap-x-2.5 font-semibold text-[14px]/5">
            {title} <span className="font-normal text-[12.5px]/[18px] text-text-3">{note}</span>
          </h3>
          {told}
        </div>
        {action}
      </div>
      {body.trim() === "" ? null : <MarkdownText source={body} className="mt-1" />}
    </li>
  );
}
