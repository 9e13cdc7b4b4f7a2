import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useDeleteAnnouncement } from "../mutations.ts";
import type { Announcement } from "../queries.ts";

export interface AnnouncementTableProps {
  announcements: readonly Announcement[];
  now: number;
  onEdit: (announcement: Announcement) => void;
}

/** What is, was and will be announced. */
export function AnnouncementTable({ announcements, now, onEdit }: AnnouncementTableProps) {
  const [deleting, setDeleting] = useState<Announcement | null>(null);
  const remove = useDeleteAnnouncement();
  return (
    <>
      <DataTable
        label="Announcements"
        items={announcements}
        keyOf={({ id }) => id}
        columns={[
          {
            key: "body",
            header: "Text",
            mobile: "title",
            className: "py-2",
            cell: ({ body, is_warning: isWarning }) => (
              <span className="wrap-anywhere block max-w-[70ch]">
                {isWarning ? <span className="font-semibold">Warning: </span> : null}
                {body}
              </span>
            ),
          },
          {
            key: "state",
            header: "State",
            className: "w-32",
            cell: (announcement) => <State announcement={announcement} now={now} />,
          },
          {
            key: "period",
            header: "From and until",
            className: "w-64 whitespace-nowrap",
            cell: ({ starts_at: from, ends_at: until }) => (
              <span className="text-text-2">
                {until === null
                  ? `from ${dateAndTime(from, browserZone())}`
                  : `${dateAndTime(from, browserZone())} to ${dateAndTime(until, browserZone())}`}
              </span>
            ),
          },
          {
            key: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            mobile: "end",
            className: "w-24",
            cell: (announcement) => (
              <span className="flex justify-end gap-1">
                <ToolButton label={`Change “${short(announcement)}”`} onClick={() => onEdit(announcement)}>
                  <Pencil size={15} strokeWidth={1.75} aria-hidden="true" />
                </ToolButton>
                <ToolButton label={`Delete “${short(announcement)}”`} onClick={() => setDeleting(announcement)}>
                  <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
                </ToolButton>
              </span>
            ),
          },
        ]}
      />
      <ConfirmDialog
        isOpen={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title="Delete the announcement?"
        description={deleting === null ? "" : `Nobody reads “${short(deleting)}” any more.`}
        action="Delete"
        isBusy={remove.isPending}
        onConfirm={() => {
          if (deleting === null) return;
          remove.mutate(deleting.id, {
            onSuccess: () => showToast({ title: "Announcement deleted" }),
            onError: (error) => showErrorToast("The announcement is still there", error),
            onSettled: () => setDeleting(null),
          });
        }}
      />
    </>
  );
}

function short({ body }: Announcement): string {
  return body.length <= 40 ? body : `${body.slice(0, 39)}…`;
}

function State({ announcement, now }: { announcement: Announcement; now: number }) {
  const { starts_at: from, ends_at: until } = announcement;
  if (until !== null && Date.parse(until) <= now) return <StatusBadge status="unknown">Over</StatusBadge>;
  // The clock of this screen moves in steps: what was just written is not ahead.
  if (Date.parse(from) > now + 15_000) return <StatusBadge status="under_maintenance">Planned</StatusBadge>;
  return <StatusBadge status="operational">Shown now</StatusBadge>;
}
