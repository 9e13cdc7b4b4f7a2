import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { calendarDate } from "../../../lib/calendar.ts";
import { dayFull, duration } from "../../../lib/format.ts";
import type { ComponentStatus } from "../../../lib/status.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { MaintenanceDetail } from "../queries.ts";
import { repeatText } from "../repeat.ts";
import { reminderText, windowText } from "../words.ts";

export interface FactsCardProps {
  slug: string;
  maintenance: MaintenanceDetail;
  timeZone: string;
  components: readonly { id: string; name: string; status: ComponentStatus }[];
}

/** When, what, and what happens by itself. */
export function FactsCard({ slug, maintenance, timeZone, components }: FactsCardProps) {
  const { scheduled_for: from, scheduled_until: until, started_at: startedAt, ended_at: endedAt, series } = maintenance;
  const minutes = (Date.parse(until) - Date.parse(from)) / 60_000;
  return (
    <Card>
      <CardHeader title="Details" />
      <dl className="grid gap-3 px-4 py-3.5 text-[13px]/5">
        <Entry name="Window">
          {windowText(from, until, timeZone)}
          <span className="block text-text-3">
            {duration(minutes * 60)}, {timeZone}
          </span>
        </Entry>
        {startedAt === null ? null : (
          <Entry name={endedAt === null ? "Runs since" : "Ran"}>
            {endedAt === null
              ? windowText(startedAt, startedAt, timeZone).replace(/ – .*/, "")
              : windowText(startedAt, endedAt, timeZone)}
          </Entry>
        )}
        {series === null ? null : (
          <Entry name="Repeats">
            {series.ended_at === null
              ? repeatText(series.rule, series.first_local.slice(0, 10), dayFull)
              : `The series ended on ${dayFull(calendarDate(series.ended_at, timeZone))}`}
          </Entry>
        )}
        <Entry name="Components">
          {components.length === 0 ? (
            "none"
          ) : (
            <ul className="grid gap-1">
              {components.map(({ id, name, status }) => (
                <li key={id}>
                  <Link
                    to="/orgs/$slug/components/$componentId"
                    params={{ slug, componentId: id }}
                    className="inline-flex items-center gap-1.5"
                  >
                    <StatusGlyph status={status} size={13} />
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Entry>
        <Entry name="Start">{maintenance.starts_automatically ? "by itself" : "by hand"}</Entry>
        <Entry name="End">{maintenance.ends_automatically ? "by itself" : "by hand"}</Entry>
        <Entry name="Alerts">{maintenance.suppresses_alerts ? "suppressed while it runs" : "not suppressed"}</Entry>
        <Entry name="Subscribers">{toldText(maintenance)}</Entry>
      </dl>
    </Card>
  );
}

function toldText({ notify, reminder_minutes: reminders, reminded_minutes: sent }: MaintenanceDetail): string {
  if (!notify) return "not told";
  if (reminders.length === 0) return "told, without reminders";
  const words = reminders
    .toSorted((a, b) => b - a)
    .map((minutes) => `${reminderText(minutes)} before${sent.includes(minutes) ? " (over)" : ""}`);
  return `told; reminders ${words.join(", ")}`;
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-[12.5px]/[18px] text-text-3">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
