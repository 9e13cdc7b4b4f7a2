import { useQuery } from "@tanstack/react-query";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { incidentQueries } from "../queries.ts";

export interface RevisionsDialogProps {
  organizationId: string;
  updateId: string;
  nameOf: (userId: string | null) => string | null;
  onClose: () => void;
}

/** What an update said before. Mount it to open it. */
export function RevisionsDialog({ organizationId, updateId, nameOf, onClose }: RevisionsDialogProps) {
  const query = useQuery(incidentQueries.revisions(organizationId, updateId));
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      isForReading
      width={600}
      title="Earlier versions"
      description="Only your team sees these."
    >
      <div className="-mx-5 mt-3">
        <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
          {(revisions) => (
            <ol>
              {revisions.map((revision) => (
                <li key={revision.id} className="border-border border-t px-5 py-3">
                  <p className="text-[12.5px]/[18px] text-text-3">
                    Shown {dateAndTime(revision.displayed_at, browserZone())}, until{" "}
                    {nameOf(revision.replaced_by) ?? "somebody who left"} changed it{" "}
                    {dateAndTime(revision.replaced_at, browserZone())}
                  </p>
                  <MarkdownText source={revision.body} className="mt-1" />
                </li>
              ))}
            </ol>
          )}
        </QueryView>
      </div>
    </Dialog>
  );
}
