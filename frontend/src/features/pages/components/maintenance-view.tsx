import { CalendarPlus } from "lucide-react";
import { elapsed } from "../../../lib/elapsed.ts";
import { timeAnywhere } from "../days.ts";
import type { MaintenanceBody } from "../notice-bodies.ts";
import { noticeStrings } from "../notice-strings.ts";
import { ComponentStatuses } from "./component-statuses.tsx";
import type { Fact } from "./notice-header.tsx";
import { RichText } from "./rich-text.tsx";
import { Timeline } from "./timeline.tsx";

const words = noticeStrings.maintenance;

/** When a maintenance begins and ends, or did. */
export function maintenanceFacts(body: MaintenanceBody): Fact[] {
  const tell = (instant: string) => timeAnywhere(instant, body.generated_at, body.page.time_zone);
  const from = body.started_at ?? body.scheduled_for;
  const until = body.ended_at ?? body.scheduled_until;
  return [
    { name: body.started_at === null ? words.begins : words.began, value: <time dateTime={from}>{tell(from)}</time> },
    { name: body.ended_at === null ? words.ends : words.ended, value: <time dateTime={until}>{tell(until)}</time> },
    {
      name: body.ended_at === null ? noticeStrings.incident.duration : noticeStrings.incident.lasted,
      value: elapsed((Date.parse(until) - Date.parse(from)) / 1000),
    },
  ];
}

/** One maintenance below its header: what is planned, what it touches, what was told. */
export function MaintenanceView({ body }: { body: MaintenanceBody }) {
  const { page, generated_at: reference, updates, html } = body;
  return (
    <div className="notice-columns">
      <aside className="notice-rail" aria-label={noticeStrings.incident.facts}>
        <ComponentStatuses
          heading={noticeStrings.incident.affected}
          components={body.components}
          empty={noticeStrings.incident.noComponents}
        />
        {body.status === "scheduled" ? (
          <p>
            <a href={`/status/${page.slug}/maintenance/${body.id}.ics`} className="calendar-link is-labelled">
              <CalendarPlus size={16} strokeWidth={1.75} aria-hidden="true" />
              {words.addToCalendar}
            </a>
          </p>
        ) : null}
      </aside>
      <div className="grid min-w-0 content-start gap-8">
        {html === "" ? null : (
          <section aria-labelledby="plan">
            <h2 id="plan" className="section-title">
              {words.plan}
            </h2>
            <RichText html={html} />
          </section>
        )}
        <section aria-labelledby="updates">
          <h2 id="updates" className="section-title">
            {noticeStrings.incident.updates}
          </h2>
          {updates.length === 0 ? (
            <p className="text-text-2">{words.noUpdates}</p>
          ) : (
            <Timeline updates={updates} timeZone={page.time_zone} reference={reference} />
          )}
        </section>
      </div>
    </div>
  );
}
