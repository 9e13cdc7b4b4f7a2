import { useQuery } from "@tanstack/react-query";
import { Megaphone, Plus } from "lucide-react";
import { useState } from "react";
import { AnnouncementDialog } from "../../features/announcements/components/announcement-dialog.tsx";
import { AnnouncementTable } from "../../features/announcements/components/announcement-table.tsx";
import { type Announcement, announcementQueries } from "../../features/announcements/queries.ts";
import { useNow } from "../../lib/clock.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** What everybody with an account reads at the top of their screens. */
export function InstanceAnnouncements() {
  const query = useQuery(announcementQueries.list());
  const now = useNow();
  const [editing, setEditing] = useState<Announcement | "new" | null>(null);
  useBreadcrumb([{ label: "Announcements" }]);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Announcements"
        note="Everybody with an account reads them at the top of every screen. Visitors of status pages do not."
        primary={
          <Button variant="primary" onClick={() => setEditing("new")}>
            <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
            Write an announcement
          </Button>
        }
      />
      <Card>
        <QueryView query={query} skeleton={<SkeletonRows count={3} className="h-[46px]" />}>
          {(announcements) =>
            announcements.length === 0 ? (
              <EmptyState
                icon={Megaphone}
                title="Nothing is announced"
                text="Write what everybody should know: planned work on this Heliograph, a new rule."
              />
            ) : (
              <AnnouncementTable announcements={announcements} now={now} onEdit={setEditing} />
            )
          }
        </QueryView>
      </Card>
      {editing === null ? null : (
        <AnnouncementDialog announcement={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </div>
  );
}
