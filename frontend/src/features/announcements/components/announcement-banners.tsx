import { useQuery } from "@tanstack/react-query";
import { Megaphone, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../../ui/banner.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { dismiss, markOf, readDismissed } from "../dismissed.ts";
import { announcementQueries } from "../queries.ts";

/** What the master administrator says to everybody, until it is put away in this browser. */
export function AnnouncementBanners() {
  const { data: announcements = [] } = useQuery(announcementQueries.current());
  const [dismissed, setDismissed] = useState(readDismissed);
  return announcements
    .filter((announcement) => !dismissed.includes(markOf(announcement)))
    .map((announcement) => {
      const Icon = announcement.is_warning ? TriangleAlert : Megaphone;
      return (
        <Banner
          key={announcement.id}
          label="Announcement"
          tone={announcement.is_warning ? "warning" : "note"}
          icon={<Icon size={16} strokeWidth={1.75} />}
          actions={
            <ToolButton label="Put the announcement away" onClick={() => setDismissed(dismiss(markOf(announcement)))}>
              <X size={16} strokeWidth={1.75} aria-hidden="true" />
            </ToolButton>
          }
        >
          {announcement.body}
        </Banner>
      );
    });
}
