import type { ComponentStatus } from "../../../lib/status.ts";
import { Card } from "../../../ui/card.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { timeAnywhere } from "../days.ts";
import { markdownBelowTitle } from "../markdown-text.ts";
import { noticeStrings } from "../notice-strings.ts";
import { incidentSteps, type OpenIncident, type UpdateExcerpt } from "../notices.ts";
import type { PageSnapshot } from "../snapshot.ts";
import { Age } from "./age.tsx";
import { ImpactChip } from "./impact-chip.tsx";
import { IncidentTrack, stepIndex } from "./incident-track.tsx";
import { RichText } from "./rich-text.tsx";

const words = noticeStrings.incident;
/** Beyond these the incident's own page tells the rest. */
const shownUpdates = 2;

/** Open incidents, on the edge of the tinted header. */
export function IncidentCards({ snapshot }: { snapshot: PageSnapshot }) {
  if (snapshot.incidents.length === 0) return null;
  return (
    <section aria-label={words.active} className="incident-cards">
      {snapshot.incidents.map((incident) => (
        <IncidentCard key={incident.id} incident={incident} snapshot={snapshot} />
      ))}
    </section>
  );
}

interface IncidentCardProps {
  incident: OpenIncident;
  snapshot: PageSnapshot;
}

function IncidentCard({ incident, snapshot }: IncidentCardProps) {
  const { page, generated_at: reference } = snapshot;
  const { title, status, steps, updates } = incident;
  const href = `/status/${page.slug}/incidents/${incident.id}`;
  const tell = (instant: string) => timeAnywhere(instant, reference, page.time_zone);
  return (
    <Card className="incident-card">
      <article aria-labelledby={`incident-${incident.id}`} className="min-w-0 px-[18px] pt-[17px] pb-4 rows:p-7">
        <div className="flex items-start justify-between gap-4">
          <h2
            id={`incident-${incident.id}`}
            className="text-[18px] leading-7 font-semibold tracking-[-0.01em] wrap-anywhere rows:text-[20px]"
          >
            <a href={href} className="plain-link">
              {title}
            </a>
          </h2>
          <ImpactChip impact={incident.impact} className="mt-0.5 max-rows:hidden" />
        </div>
        <IncidentTrack status={status} steps={steps} timeZone={page.time_zone} reference={reference} />
        <ul className="incident-updates">
          {updates.slice(0, shownUpdates).map((update) => (
            <CardUpdate key={update.id} update={update} href={href} time={tell(update.displayed_at)} />
          ))}
        </ul>
        <CardLinks incident={incident} href={href} nextTime={nextTime(incident, tell)} />
      </article>
      <IncidentFacts incident={incident} snapshot={snapshot} tell={tell} />
    </Card>
  );
}

function CardUpdate({ update, href, time }: { update: UpdateExcerpt; href: string; time: string }) {
  const { status, displayed_at: at, is_cut: isCut } = update;
  return (
    <li className="incident-update">
      <p className="incident-update-time">
        <span className="mr-auto text-text rows:hidden">
          <strong className="font-semibold">{noticeStrings.status[status]}</strong>{" "}
          <span className="text-text-2">{words.step(stepIndex(status) + 1, incidentSteps.length)}</span>
        </span>
        <time dateTime={at}>{time}</time>
        <Age at={at} prefix="" className="incident-update-age" />
      </p>
      <div className="min-w-0">
        <RichText html={withLead(noticeStrings.status[status], markdownBelowTitle(update.body))} />
        {isCut ? (
          <a href={href} className="text-[13.5px]">
            {words.readOn}
          </a>
        ) : null}
      </div>
    </li>
  );
}

/** The status as the first word of the message, in its first paragraph where it has one. */
function withLead(status: string, html: string): string {
  const lead = `<strong class="update-lead">${status}.</strong> `;
  return html.startsWith("<p>") ? `<p>${lead}${html.slice(3)}` : `<p>${lead}</p>${html}`;
}

interface CardLinksProps {
  incident: OpenIncident;
  href: string;
  nextTime: string | null;
}

function CardLinks({ incident, href, nextTime: next }: CardLinksProps) {
  const earlier = incident.update_count - Math.min(shownUpdates, incident.updates.length);
  return (
    <p className="incident-links">
      <a href={href} className="rows:hidden">
        {words.readAll}
      </a>
      {earlier > 0 ? (
        <a href={`${href}#updates`} className="max-rows:hidden">
          {words.earlier(earlier)}
        </a>
      ) : null}
      <a href={href} className="max-rows:hidden">
        {words.page}
      </a>
      {next === null ? null : <span className="ml-auto text-text-2 rows:hidden">{words.nextBy(next)}</span>}
    </p>
  );
}

interface IncidentFactsProps {
  incident: OpenIncident;
  snapshot: PageSnapshot;
  tell: (instant: string) => string;
}

/** What is hit, since when, and when to look again; dropped on a phone, where the components stand right below. */
function IncidentFacts({ incident, snapshot, tell }: IncidentFactsProps) {
  const names = new Map(snapshot.components.map(({ id, name }) => [id, name]));
  const hit = incident.components.filter(({ status }) => status !== "operational");
  const next = nextTime(incident, tell);
  return (
    <div className="incident-facts">
      <h3 className="text-[13px] leading-[18px] text-text-3">{words.affectedNow}</h3>
      <AffectedList hit={hit.flatMap(({ id, status }) => ({ id, status, name: names.get(id) ?? "" }))} />
      {hit.length > 0 ? null : (
        <p className="mt-1.5 text-[13px] text-text-2">
          {incident.components.length > 0 ? words.nothingAffected : words.noComponents}
        </p>
      )}
      <dl className="fact-lines mt-auto pt-6">
        <div className="fact-line">
          <dt>{words.started}</dt>
          <dd>
            <time dateTime={incident.started_at}>{tell(incident.started_at)}</time>
            <Age at={incident.started_at} prefix=", " />
          </dd>
        </div>
        {next === null ? null : (
          <div className="fact-line">
            <dt>{words.nextUpdate}</dt>
            <dd>{words.by(next)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function AffectedList({ hit }: { hit: readonly { id: string; name: string; status: ComponentStatus }[] }) {
  if (hit.length === 0) return null;
  return (
    <ul className="mt-1">
      {hit.map(({ id, name, status }) => (
        <li key={id} className="flex items-center justify-between gap-3 py-1 text-[13px] leading-[21px]">
          <span className="min-w-0 wrap-anywhere">{name}</span>
          <StatusBadge status={status} />
        </li>
      ))}
    </ul>
  );
}

function nextTime({ next_update_at: at }: OpenIncident, tell: (instant: string) => string): string | null {
  return at === null ? null : tell(at);
}
