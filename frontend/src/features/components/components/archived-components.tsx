import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { useRestoreComponent } from "../mutations.ts";
import { componentQueries } from "../queries.ts";

/** Components that are shown nowhere any more, closed at first; nothing without any. */
export function ArchivedComponents({ organizationId }: { organizationId: string }) {
  const { data = [] } = useQuery(componentQueries.archived(organizationId));
  const restore = useRestoreComponent(organizationId);
  if (data.length === 0) return null;
  return (
    <details className="group/archive">
      <summary className="inline-flex min-h-8 items-center gap-1.5 rounded-control pr-2 font-medium text-[13px]/5 text-text-2 hover:text-text">
        <ChevronRight size={16} strokeWidth={1.75} className="group-open/archive:rotate-90" aria-hidden="true" />
        {data.length} archived
      </summary>
      <Card className="mt-2">
        <ul>
          {data.map(({ id, name, archived_at: at }) => (
            <li
              key={id}
              className="flex min-h-12 flex-wrap items-center gap-x-3 border-border border-t px-4 py-1.5 first:border-t-0"
            >
              <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
              <span className="text-[12.5px]/[18px] text-text-3">
                {at === null ? null : `archived ${dateAndTime(at, browserZone())}`}
              </span>
              <Button size="small" onClick={() => restore.mutate({ id, name })}>
                Restore
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    </details>
  );
}
