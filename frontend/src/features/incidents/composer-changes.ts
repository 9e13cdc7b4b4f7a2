import type { StatusCause } from "../../lib/database.ts";
import type { ComponentStatus } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import { type ComposerBase, type ComposerValues, isOpenStatus } from "./composer-form.ts";
import type { StatusOutcome } from "./queries.ts";
import { impactNames, statusNames } from "./words.ts";

/** As much of a component as the composer looks at. */
export interface ComposerComponent {
  id: string;
  name: string;
  groupName: string | null;
  status: ComponentStatus;
  /** The worst its running monitors say; null without any. */
  monitorStatus: ComponentStatus | null;
}

/** One line of what publishing does: components that go the same way together. */
export interface StatusChange {
  key: string;
  from: ComponentStatus;
  to: ComponentStatus;
  text: string;
}

/** What the statuses will be: a resolution sets all operational, whatever the list says. */
export function effectiveComponents(
  values: Pick<ComposerValues, "base" | "components" | "status">,
): ComposerValues["components"] {
  // A past incident keeps the statuses it had then; the present follows from the rest.
  return isOpenStatus(values.status)
    ? values.components
    : values.components.map(({ component_id }) => ({ component_id, status: "operational" }));
}

/** What publishing says of each component; those it takes out are let go. */
export function statedComponents(
  values: Pick<ComposerValues, "base" | "components" | "status">,
): ComposerValues["components"] {
  const removed = (values.base?.components ?? [])
    .filter((entry) => !values.components.some(({ component_id: id }) => id === entry.component_id))
    .map(({ component_id }) => ({ component_id, status: "operational" as const }));
  return [...effectiveComponents(values), ...removed];
}

/** What publishing does, by component: its status now and the one it will show, which the database foretells. */
export function statusChanges(
  values: Pick<ComposerValues, "base" | "components" | "status">,
  components: readonly ComposerComponent[],
  outcomes: readonly StatusOutcome[],
): StatusChange[] {
  const groups = new Map<string, Omit<StatusChange, "key" | "text"> & { decidedBy: string | null; names: string[] }>();
  for (const { component_id: id, status: said } of statedComponents(values)) {
    const component = components.find((candidate) => candidate.id === id);
    const outcome = outcomes.find(({ component_id }) => component_id === id);
    if (component === undefined || outcome === undefined) continue;
    const { status: from } = component;
    const { status: to, cause } = outcome;
    if (from === to && to === said) continue;
    const decidedBy = to === said || cause === "none" ? null : deciders[cause];
    const key = `${from} ${to} ${decidedBy}`;
    const group = groups.get(key) ?? { from, to, decidedBy, names: [] };
    group.names.push(component.name);
    groups.set(key, group);
  }
  return [...groups].map(([key, { from, to, decidedBy, names }]) => {
    const word = (status: ComponentStatus) => strings.statusInSentence[status];
    const way = from === to ? `${word(from)} stays` : `${word(from)} to ${word(to)}`;
    const reason = decidedBy === null ? "" : `, because of ${decidedBy}`;
    return { key, from, to, text: `${strings.sentence.names(names)}: ${way}${reason}` };
  });
}

/** What decides instead of this incident, in a sentence. */
const deciders = {
  incident: "another incident",
  maintenance: "a maintenance",
  manual: "a status set by hand",
  monitor: "what monitors say",
} satisfies Record<Exclude<StatusCause, "none">, string>;

/** Where monitors measure something else than what is about to be said: a hint, never a block. */
export function monitorHints(
  values: Pick<ComposerValues, "base" | "components" | "status">,
  components: readonly ComposerComponent[],
): string[] {
  // What is past, monitors of today cannot judge.
  if (values.base === null && !isOpenStatus(values.status)) return [];
  const seen = new Map<string, string[]>();
  for (const { component_id: id, status } of effectiveComponents(values)) {
    const component = components.find((candidate) => candidate.id === id);
    if (component === undefined || component.monitorStatus === null) continue;
    if (component.monitorStatus === status || component.monitorStatus === "unknown") continue;
    const text = `as ${strings.statusInSentence[component.monitorStatus]}, you say ${strings.statusInSentence[status]}`;
    seen.set(text, [...(seen.get(text) ?? []), component.name]);
  }
  return [...seen].map(([text, names]) => `Monitors see ${strings.sentence.names(names)} ${text}.`);
}

/** What somebody else changed since writing began, as sentences. */
export function changesSince(
  base: ComposerBase,
  current: ComposerBase,
  nameOf: (componentId: string) => string,
): string[] {
  const changes: string[] = [];
  if (!base.is_published && current.is_published) changes.push("It was published.");
  if (base.title !== current.title) changes.push(`The title is “${current.title}” now.`);
  if (base.status !== current.status) changes.push(`It is ${statusNames[current.status].toLowerCase()} now.`);
  if (base.impact !== current.impact) changes.push(`Its impact is ${impactNames[current.impact].toLowerCase()} now.`);
  const posted = current.update_count - base.update_count;
  if (posted > 0) changes.push(posted === 1 ? "An update was posted." : `${posted} updates were posted.`);
  for (const { component_id: id, status } of current.components) {
    const before = base.components.find((entry) => entry.component_id === id);
    if (before === undefined) changes.push(`${nameOf(id)} was added as ${strings.statusInSentence[status]}.`);
    else if (before.status !== status) changes.push(`${nameOf(id)} is ${strings.statusInSentence[status]} now.`);
  }
  for (const { component_id: id } of base.components)
    if (!current.components.some((entry) => entry.component_id === id)) changes.push(`${nameOf(id)} was taken out.`);
  return changes.length === 0 ? ["Dates, people or the words of an update changed."] : changes;
}
