import { ChevronDown } from "lucide-react";
import { elapsed } from "../../../lib/elapsed.ts";
import { timeNear } from "../../../lib/format.ts";
import { dayNamed, monthLong, timeSpan } from "../days.ts";
import { type DatedEntry, datedEntries, entriesByDay } from "../history-days.ts";
import { historyHref } from "../history-href.ts";
import type { HistoryBody, HistoryEntry } from "../notice-bodies.ts";
import { noticeStrings } from "../notice-strings.ts";
import { HistoryCalendar, MonthLinks } from "./history-calendar.tsx";
import { NoticeLine } from "./notice-line.tsx";

const words = noticeStrings.history;

/** Calendar and list of the history. */
export function HistoryView({ body }: { body: HistoryBody }) {
  const entries = datedEntries(body);
  return (
    <>
      <section aria-label={words.calendar} className="mt-7">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <ComponentFilter body={body} />
          <MonthLinks body={body} />
        </div>
        <HistoryCalendar body={body} entries={entries} />
      </section>
      <MonthList body={body} entries={entries} />
    </>
  );
}

/** A choice of links, so that it works without a script and every choice has an address. */
function ComponentFilter({ body }: { body: HistoryBody }) {
  const { components, component_id: chosen, month } = body;
  const name = components.find(({ id }) => id === chosen)?.name ?? words.allComponents;
  return (
    <details className="filter-menu">
      <summary className="calendar-link is-labelled">
        <span>
          <span className="sr-only">{words.component}: </span>
          {name}
        </span>
        <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
      </summary>
      <ul className="filter-panel">
        <li>
          <a href={historyHref(body, month, null)} aria-current={chosen === null ? "true" : undefined}>
            {words.allComponents}
          </a>
        </li>
        {components.map((component) => (
          <li key={component.id}>
            <a
              href={historyHref(body, month, component.id)}
              aria-current={chosen === component.id ? "true" : undefined}
            >
              {component.name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function MonthList({ body, entries }: { body: HistoryBody; entries: readonly DatedEntry[] }) {
  const days = entriesByDay(body.month, entries);
  const month = monthLong(body.month);
  const name = body.components.find(({ id }) => id === body.component_id)?.name;
  return (
    <section aria-labelledby="list" className="mt-11">
      <h2 id="list" tabIndex={-1} className="section-title max-rows:px-1">
        {month}
      </h2>
      {days.length === 0 ? (
        <p className="border-y border-border px-1 py-3.5 text-text-2 rows:px-0">
          {name === undefined ? words.emptyMonth(month) : words.emptyForComponent(month, name)}
        </p>
      ) : (
        <ul className="border-b border-border">
          {days.map((day) => (
            <li key={day.date} id={`day-${day.date}`} className="day-row">
              <h3 className="text-[14px] leading-5 font-semibold">{dayNamed(day.date)}</h3>
              <ul className="grid gap-3.5">
                {day.entries.map((entry) => (
                  <EntryLine key={entry.id} entry={entry} body={body} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function EntryLine({ entry, body }: { entry: HistoryEntry; body: HistoryBody }) {
  const { kind, id, title, impact, status, summary } = entry;
  const folder = kind === "incident" ? "incidents" : "maintenance";
  const label = noticeStrings.status[status];
  return (
    <NoticeLine
      href={`/status/${body.page.slug}/${folder}/${id}`}
      title={title}
      impact={kind === "maintenance" ? "maintenance" : impact}
      time={timeOf(entry, body)}
    >
      {summary === "" ? `${label}.` : `${label}. ${summary}`}
    </NoticeLine>
  );
}

function timeOf({ starts_at: from, ends_at: until }: HistoryEntry, { generated_at: now, page }: HistoryBody): string {
  if (until === null) return noticeStrings.past.ongoingSince(timeNear(from, now, page.time_zone));
  const length = elapsed((Date.parse(until) - Date.parse(from)) / 1000);
  return `${timeSpan(from, until, page.time_zone)} · ${length}`;
}
