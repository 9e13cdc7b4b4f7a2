import { elapsed } from "../../../lib/elapsed.ts";
import { timeAnywhere } from "../days.ts";
import type { IncidentBody } from "../notice-bodies.ts";
import { noticeStrings } from "../notice-strings.ts";
import type { IncidentStatus } from "../notices.ts";
import { Age } from "./age.tsx";
import { ComponentStatuses } from "./component-statuses.tsx";
import { ImpactChip } from "./impact-chip.tsx";
import { IncidentTrack } from "./incident-track.tsx";
import type { Fact } from "./notice-header.tsx";
import { RichText } from "./rich-text.tsx";
import { Timeline } from "./timeline.tsx";

const words = noticeStrings.incident;

/** When an incident began, how long it lasted or lasts, and when to look again. */
export function incidentFacts(body: IncidentBody): Fact[] {
  const { started_at: from, resolved_at: until, next_update_at: next } = body;
  const tell = (instant: string) => timeAnywhere(instant, body.generated_at, body.page.time_zone);
  const started = { name: words.started, value: <time dateTime={from}>{tell(from)}</time> };
  if (until !== null) {
    const length = elapsed((Date.parse(until) - Date.parse(from)) / 1000);
    const resolved = { name: words.resolved, value: <time dateTime={until}>{tell(until)}</time> };
    return [started, resolved, { name: words.lasted, value: length }];
  }
  const lasts = (
    <Age at={from} form="length">
      {words.ongoing}
    </Age>
  );
  const since = { name: words.duration, value: lasts };
  return next === null ? [started, since] : [started, since, { name: words.nextUpdate, value: words.by(tell(next)) }];
}

/** One incident below its header: what it hit, what became of it, what was told. */
export function IncidentView({ body }: { body: IncidentBody }) {
  const { page, generated_at: reference, updates, components, resolved_at: resolvedAt } = body;
  const told = updates.filter(({ status }) => status !== "postmortem");
  const afterwards = updates.filter(({ status }) => status === "postmortem");
  const isOver = resolvedAt !== null;
  return (
    <div className="notice-columns">
      <aside className="notice-rail" aria-label={words.facts}>
        <ComponentStatuses
          heading={isOver ? words.affectedAtWorst : words.affected}
          components={components.map(({ id, name, status, worst }) => ({ id, name, status: isOver ? worst : status }))}
          empty={words.noComponents}
        />
        <section aria-labelledby="impact">
          <h2 id="impact" className="text-[15.5px] leading-6 font-semibold">
            {words.impact}
          </h2>
          <ImpactChip impact={body.impact} className="mt-2" />
        </section>
      </aside>
      <div className="min-w-0">
        <IncidentTrack
          status={body.status}
          steps={firstTimes(body)}
          timeZone={page.time_zone}
          reference={reference}
          isLabelled
        />
        {afterwards.map(({ id, html, displayed_at: at, edited_at: editedAt }) => (
          <article key={id} aria-labelledby={`postmortem-${id}`} className="postmortem">
            <h2 id={`postmortem-${id}`} className="text-[18px] leading-7 font-semibold">
              {words.postmortem}
            </h2>
            <p className="text-[13px] leading-5 text-text-3">
              {words.published(timeAnywhere(at, reference, page.time_zone))}
              {editedAt === null ? null : ` · ${words.edited(timeAnywhere(editedAt, reference, page.time_zone))}`}
            </p>
            <RichText html={html} className="mt-3" />
          </article>
        ))}
        <section aria-labelledby="updates">
          <h2 id="updates" className="section-title">
            {words.updates}
          </h2>
          <Timeline updates={told} timeZone={page.time_zone} reference={reference} />
        </section>
      </div>
    </div>
  );
}

function firstTimes({ updates }: IncidentBody): Partial<Record<IncidentStatus, string>> {
  // Newest first: the oldest of each status is written last and stays.
  return Object.fromEntries(updates.map(({ status, displayed_at: at }) => [status, at]));
}
