import { useQuery } from "@tanstack/react-query";
import { dateAndTime } from "../../../lib/format.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { type MaintenanceDetail, maintenanceQueries } from "../queries.ts";
import { statusNames } from "../words.ts";

export interface TimelineCardProps {
  organizationId: string;
  maintenance: MaintenanceDetail;
  timeZone: string;
  nameOfPerson: (userId: string) => string | undefined;
}

/** What was said, newest first, down to the announcement. */
export function TimelineCard({ organizationId, maintenance, timeZone, nameOfPerson }: TimelineCardProps) {
  const query = useQuery(maintenanceQueries.updates(organizationId, maintenance.id));
  const { created_at: createdAt, created_by: createdBy, body, series_id: seriesId } = maintenance;
  const planner = createdBy === null ? undefined : nameOfPerson(createdBy);
  return (
    <Card>
      <CardHeader title="Timeline" />
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {(updates) => (
          <ol className="px-4 py-4" aria-label="Timeline">
            {updates.map(({ id, status, body: text, displayed_at: at, author_id: authorId }, index) => (
              <Entry
                key={id}
                isNewest={index === 0}
                title={statusNames[status]}
                note={`${dateAndTime(at, timeZone)}, ${authorId === null ? "by the clock" : (nameOfPerson(authorId) ?? "a former member")}`}
                body={text}
              />
            ))}
            <Entry
              isNewest={updates.length === 0}
              title="Planned"
              note={`${dateAndTime(createdAt, timeZone)}, ${seriesId === null ? "" : "as part of a series, "}${planner === undefined ? "a former member" : planner}`}
              body={body}
            />
          </ol>
        )}
      </QueryView>
    </Card>
  );
}

interface EntryProps {
  isNewest: boolean;
  title: string;
  note: string;
  body: string;
}

function Entry({ isNewest, title, note, body }: EntryProps) {
  return (
    <li className="relative border-border border-l pb-5 pl-5 last:border-transparent last:pb-0">
      <span
        aria-hidden="true"
        className={`absolute top-1 -left-[5.5px] size-2.5 rounded-full border-2 ${isNewest ? "border-accent bg-accent" : "border-border-strong bg-surface"}`}
      />
      <h3 className="flex flex-wrap items-baseline gap-x-2.5 font-semibold text-[14px]/5">
        {title} <span className="font-normal text-[12.5px]/[18px] text-text-3">{note}</span>
      </h3>
      {body.trim() === "" ? null : <MarkdownText source={body} className="mt-1" />}
    </li>
  );
}
