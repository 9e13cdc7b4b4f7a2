import { markdownToHtml } from "@heliograph/shared/domain/markdown.ts";
import { CalendarPlus } from "lucide-react";
import { calendarDate } from "../../../lib/calendar.ts";
import { timeOfDay } from "../../../lib/format.ts";
import { isRunning } from "../../../lib/notices.ts";
import { Card } from "../../../ui/card.tsx";
import { dayNamed, timeSpan } from "../days.ts";
import { noticeStrings } from "../notice-strings.ts";
import type { PlannedMaintenance } from "../notices.ts";
import type { PageSnapshot } from "../snapshot.ts";
import { Age } from "./age.tsx";
import { StatusChip } from "./impact-chip.tsx";
import { RichText } from "./rich-text.tsx";

const words = noticeStrings.maintenance;

/** Maintenance that runs or is to come. */
export function MaintenanceList({ snapshot }: { snapshot: PageSnapshot }) {
  if (snapshot.maintenances.length === 0) return null;
  return (
    <section aria-labelledby="maintenance" className="mt-11">
      <h2 id="maintenance" className="section-title max-rows:px-1">
        {words.heading}
      </h2>
      <Card className="max-rows:rounded-none max-rows:border-x-0 max-rows:bg-transparent max-rows:shadow-none">
        <ul>
          {snapshot.maintenances.map((maintenance) => (
            <MaintenanceRow key={maintenance.id} maintenance={maintenance} snapshot={snapshot} />
          ))}
        </ul>
      </Card>
    </section>
  );
}

interface MaintenanceRowProps {
  maintenance: PlannedMaintenance;
  snapshot: PageSnapshot;
}

function MaintenanceRow({ maintenance, snapshot }: MaintenanceRowProps) {
  const { id, title, body, is_cut: isCut } = maintenance;
  const href = `/status/${snapshot.page.slug}/maintenance/${id}`;
  const shown = snapshot.components.filter((component) => maintenance.component_ids.includes(component.id));
  return (
    <li className="maintenance-row">
      <MaintenanceWhen maintenance={maintenance} snapshot={snapshot} />
      <div className="min-w-0 [grid-area:what]">
        <h3 className="text-[15px] leading-5 font-semibold wrap-anywhere rows:text-[14px]">
          <a href={href} className="plain-link">
            {title}
          </a>
        </h3>
        {body.trim() === "" ? null : (
          <RichText html={markdownToHtml(body)} className="mt-1 text-text-2 max-rows:hidden" />
        )}
        {isCut ? <a href={href}>{noticeStrings.incident.readOn}</a> : null}
        {shown.length === 0 ? null : (
          <ul className="mt-2 flex flex-wrap gap-1.5 max-rows:hidden">
            {shown.map((component) => (
              <li key={component.id} className="name-chip">
                {component.name}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="flex items-center gap-3 self-start [grid-area:state]">
        {isRunning(maintenance.status) ? (
          <StatusChip status="under_maintenance">{noticeStrings.status[maintenance.status]}</StatusChip>
        ) : (
          <>
            <Age at={maintenance.scheduled_for} className="text-[13px] text-text-2 max-rows:hidden" />
            <a href={`${href}.ics`} className="calendar-link">
              <CalendarPlus size={16} strokeWidth={1.75} aria-hidden="true" />
              <span>
                {words.addToCalendar}
                <span className="sr-only">: {title}</span>
              </span>
            </a>
          </>
        )}
      </div>
    </li>
  );
}

function MaintenanceWhen({ maintenance, snapshot }: MaintenanceRowProps) {
  const { scheduled_for: from, scheduled_until: until } = maintenance;
  const zone = snapshot.page.time_zone;
  const day = calendarDate(from, zone);
  const today = calendarDate(snapshot.generated_at, zone);
  const isOneDay = calendarDate(until, zone) === day;
  return (
    <p className="[grid-area:when] max-rows:text-[13.5px] max-rows:text-text-2">
      <span className="block rows:font-semibold max-rows:inline">
        {day === today ? noticeStrings.past.today : dayNamed(day)}
      </span>
      <span className="rows:hidden">, </span>
      <span className="block text-[13.5px] text-text-2 max-rows:inline">
        {isOneDay ? timeSpan(from, until, zone) : `${timeOfDay(from, zone)} – ${lastDay(until, zone)}`}
      </span>
    </p>
  );
}

function lastDay(until: string, zone: string): string {
  return `${dayNamed(calendarDate(until, zone))}, ${timeOfDay(until, zone)}`;
}
