import { timeAnywhere } from "../days.ts";
import type { RenderedUpdate } from "../notice-bodies.ts";
import { noticeStrings } from "../notice-strings.ts";
import type { IncidentStatus, MaintenanceStatus } from "../notices.ts";
import { Age } from "./age.tsx";
import { RichText } from "./rich-text.tsx";

export interface TimelineProps {
  /** Newest first. */
  updates: readonly RenderedUpdate<IncidentStatus | MaintenanceStatus>[];
  timeZone: string;
  reference: string;
}

/** Everything that was told, newest first. */
export function Timeline({ updates, timeZone, reference }: TimelineProps) {
  const tell = (instant: string) => timeAnywhere(instant, reference, timeZone);
  return (
    <ol className="timeline">
      {updates.map(({ id, status, html, displayed_at: at, edited_at: editedAt }, index) => (
        <li key={id} id={`update-${id}`} className="timeline-item">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h3 className="text-[15.5px] leading-6 font-semibold">{noticeStrings.status[status]}</h3>
            <p className="text-[13px] leading-6 text-text-3">
              <time dateTime={at}>{tell(at)}</time>
              {index === 0 ? <Age at={at} prefix=" · " /> : null}
              {editedAt === null ? null : ` · ${noticeStrings.incident.edited(tell(editedAt))}`}
            </p>
          </div>
          <RichText html={html} className={index === 0 ? "mt-1" : "mt-1 text-text-2"} />
        </li>
      ))}
    </ol>
  );
}
