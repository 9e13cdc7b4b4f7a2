import { calendarDate } from "../../../lib/calendar.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { dayLong, timeNear } from "../../../lib/format.ts";
import { dayNamed, daysNamed, timeSpan } from "../days.ts";
import { markdownToText } from "../markdown-text.ts";
import { noticeStrings } from "../notice-strings.ts";
import type { OpenIncident, PastIncident } from "../notices.ts";
import { isQuiet, type PastGroup, pastGroups } from "../past-days.ts";
import type { PageSnapshot } from "../snapshot.ts";
import { NoticeLine } from "./notice-line.tsx";

const words = noticeStrings.past;

/** The last fourteen days, newest first; quiet days in a row are one line. */
export function PastIncidents({ snapshot }: { snapshot: PageSnapshot }) {
  const { page, generated_at: now } = snapshot;
  const groups = pastGroups(snapshot);
  const today = calendarDate(now, page.time_zone);
  const [only] = groups;
  return (
    <section aria-labelledby="past" className="mt-11">
      <div className="section-title flex items-baseline justify-between gap-6 max-rows:px-1">
        <h2 id="past">{words.heading}</h2>
        <a href={`/status/${page.slug}/history`} className="text-[13px] leading-[18px] font-normal tracking-normal">
          {words.full}
        </a>
      </div>
      {groups.length === 1 && only !== undefined && isQuiet(only) ? (
        <p className="border-y border-border px-1 py-3.5 text-text-2 rows:px-0">
          {words.noneSince(dayLong(only.first))}
        </p>
      ) : (
        <ul className="border-b border-border">
          {groups.map((group) => (
            <DayRow key={group.last} group={group} today={today} snapshot={snapshot} />
          ))}
        </ul>
      )}
    </section>
  );
}

function DayRow({ group, today, snapshot }: { group: PastGroup; today: string; snapshot: PageSnapshot }) {
  const isToday = group.last === today && group.first === today;
  return (
    <li className="day-row">
      <h3 className="text-[14px] leading-5 font-semibold">
        {isToday ? words.today : daysNamed(group.first, group.last)}
        {isToday ? (
          <span className="block text-[13px] font-normal text-text-3 max-rows:ml-2 max-rows:inline">
            {dayNamed(today)}
          </span>
        ) : null}
      </h3>
      {isQuiet(group) ? (
        <p className="text-text-2">{words.none}</p>
      ) : (
        <ul className="grid gap-3.5">
          {group.open.map((incident) => (
            <OpenLine key={incident.id} incident={incident} snapshot={snapshot} />
          ))}
          {group.past.map((incident) => (
            <PastLine key={incident.id} incident={incident} snapshot={snapshot} />
          ))}
        </ul>
      )}
    </li>
  );
}

function OpenLine({ incident, snapshot }: { incident: OpenIncident; snapshot: PageSnapshot }) {
  const { page, generated_at: reference } = snapshot;
  return (
    <NoticeLine
      href={`/status/${page.slug}/incidents/${incident.id}`}
      title={incident.title}
      impact={incident.impact}
      time={words.ongoingSince(timeNear(incident.started_at, reference, page.time_zone))}
    >
      {words.seeTop(noticeStrings.status[incident.status])}
    </NoticeLine>
  );
}

function PastLine({ incident, snapshot }: { incident: PastIncident; snapshot: PageSnapshot }) {
  const { page } = snapshot;
  const { started_at: from, resolved_at: until, body } = incident;
  const length = elapsed((Date.parse(until) - Date.parse(from)) / 1000);
  return (
    <NoticeLine
      href={`/status/${page.slug}/incidents/${incident.id}`}
      title={incident.title}
      impact={incident.impact}
      time={`${timeSpan(from, until, page.time_zone)} · ${length}`}
    >
      {`${noticeStrings.status.resolved}. ${body === null ? "" : markdownToText(body)}`}
    </NoticeLine>
  );
}
