import { ArrowRight, BellOff, History, PanelTop, Send, TriangleAlert } from "lucide-react";
import { elapsed } from "../../../lib/elapsed.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { type RecipientCount, recipientsText } from "../../../lib/recipients.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { type ComposerComponent, monitorHints, statusChanges } from "../composer-changes.ts";
import { type ComposerValues, isOpenStatus, isPastIncident } from "../composer-form.ts";
import type { StatusOutcome } from "../queries.ts";

export interface ComposerPage {
  id: string;
  title: string;
  componentIds: readonly string[];
}

export interface ChangesCardProps {
  values: ComposerValues;
  components: readonly ComposerComponent[];
  /** What they will show; undefined until it is known. */
  outcomes: readonly StatusOutcome[] | undefined;
  /** They could not be asked for. */
  isOutcomeUnknown: boolean;
  pages: readonly ComposerPage[];
  /** Whom it would be told; undefined until it is known. */
  recipients: readonly RecipientCount[] | undefined;
}

const icon = { size: 15, strokeWidth: 1.75, className: "flex-none text-text-2", "aria-hidden": true } as const;

/** What publishing does, from data alone, and where monitors see it otherwise. */
export function ChangesCard({ values, components, outcomes, isOutcomeUnknown, pages, recipients }: ChangesCardProps) {
  const isPast = isPastIncident(values);
  const changes = isPast || outcomes === undefined ? [] : statusChanges(values, components, outcomes);
  const hints = monitorHints(values, components);
  const shownOn = pagesOf(values, pages);
  const { isHidden, text: where } = appearsOn(values, shownOn, pages.length);
  const past = pastText(values, components);
  return (
    <section aria-labelledby="what-changes">
      <h2 id="what-changes" className="mb-2 font-semibold text-[13px]/[18px]">
        What changes when you publish
      </h2>
      <ul className="change-list">
        {changes.map(({ key, from, to, text }) => (
          <li key={key}>
            <StatusGlyph status={from} size={15} />
            <ArrowRight size={13} strokeWidth={1.75} className="flex-none text-text-3" aria-hidden="true" />
            <StatusGlyph status={to} size={15} />
            <span>{text}</span>
          </li>
        ))}
        {changes.length === 0 && !isPast ? (
          <li>
            <span className="text-text-2">{nothingText(outcomes, isOutcomeUnknown)}</span>
          </li>
        ) : null}
        {past === null ? null : (
          <li>
            <History {...icon} />
            <span>{past}</span>
          </li>
        )}
        <li>
          {isHidden ? <TriangleAlert {...icon} /> : <PanelTop {...icon} />}
          <span>{where}</span>
        </li>
        <li>
          {values.notify ? <Send {...icon} /> : <BellOff {...icon} />}
          <span>{toldText(values.notify, recipients)}</span>
        </li>
      </ul>
      {hints.map((hint) => (
        <p key={hint} data-status="degraded_performance" className="mt-2 flex gap-2 text-[12.5px]/[18px] text-text-2">
          <TriangleAlert size={15} strokeWidth={1.75} className="mt-px flex-none text-status-fg" aria-hidden="true" />
          {hint}
        </p>
      ))}
    </section>
  );
}

function nothingText(outcomes: readonly StatusOutcome[] | undefined, isUnknown: boolean): string {
  if (outcomes !== undefined) return "No status changes.";
  return isUnknown ? "The statuses could not be looked up. You can still publish." : "Looking at the statuses…";
}

function toldText(isNotifying: boolean, recipients: readonly RecipientCount[] | undefined): string {
  if (!isNotifying) return "No subscriber is told.";
  return recipients === undefined ? "Subscribers who follow these components are told." : recipientsText(recipients);
}

/** Pages with one of its components; all of them when it names none. */
export function pagesOf(
  { components }: Pick<ComposerValues, "components">,
  pages: readonly ComposerPage[],
): readonly ComposerPage[] {
  if (components.length === 0) return pages;
  return pages.filter((page) => components.some(({ component_id: id }) => page.componentIds.includes(id)));
}

function appearsOn(values: ComposerValues, shownOn: readonly ComposerPage[], pageCount: number) {
  if (pageCount === 0) return { isHidden: true, text: "There is no status page: only your team sees it." };
  if (shownOn.length === 0)
    return { isHidden: true, text: "None of these components is on a status page: only your team sees it." };
  const names = strings.sentence.names(shownOn.map(({ title }) => title));
  return { isHidden: false, text: values.base?.is_published === true ? `Shown on ${names}.` : `Appears on ${names}.` };
}

/** What a start in the past does to the books. */
function pastText(values: ComposerValues, components: readonly ComposerComponent[]): string | null {
  if (values.base !== null || values.started_at === "") return null;
  const from = Date.parse(values.started_at);
  const isOver = !isOpenStatus(values.status);
  const until = isOver && values.resolved_at !== "" ? Date.parse(values.resolved_at) : Date.now();
  if (Number.isNaN(from) || Number.isNaN(until) || until <= from) return null;
  const names = values.components
    .filter(({ status }) => status !== "operational")
    .flatMap(({ component_id: id }) => components.find((component) => component.id === id)?.name ?? []);
  if (names.length === 0) return null;
  const since = dateAndTime(from, browserZone());
  const length = elapsed((until - from) / 1000);
  return isOver
    ? `The uptime of ${strings.sentence.names(names)} gets ${length} from ${since}.`
    : `The uptime of ${strings.sentence.names(names)} counts from ${since} on.`;
}
