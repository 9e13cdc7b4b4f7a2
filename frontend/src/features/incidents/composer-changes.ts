import type { ComponentStatus } from "../../lib/status.ts";
import { severity } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import { type ComposerBase, type ComposerValues, isOpenStatus } from "./composer-form.ts";
import { type AffectedStatus, impactNames, statusNames } from "./words.ts";

/** As much of a component as the composer looks at. */
export interface ComposerComponent {
  id: string;
  name: string;
  groupName: string | null;
  status: ComponentStatus;
  /** What decides its status now. */
  cause: string;
  /** The incident, if one decides. */
  causeId: string | null;
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

/**
 * What publishing sets, by component: its status now and what this incident makes of it. Which status then shows is for
 * the database to decide; where something else outweighs the incident already, it is said.
 */
export function statusChanges(
  values: Pick<ComposerValues, "base" | "components" | "status" | "incident_id">,
  components: readonly ComposerComponent[],
): StatusChange[] {
  const find = (id: string) => components.find((component) => component.id === id);
  const wanted = effectiveComponents(values);
  const removed = (values.base?.components ?? [])
    .filter((entry) => !values.components.some(({ component_id: id }) => id === entry.component_id))
    .map(({ component_id }) => ({ component_id, status: "operational" as const }));
  const groups = new Map<
    string,
    { from: ComponentStatus; to: AffectedStatus; isOutweighed: boolean; names: string[] }
  >();
  for (const { component_id: id, status: to } of [...wanted, ...removed]) {
    const component = find(id);
    if (component === undefined || component.status === to) continue;
    const isOurs = component.cause === "incident" && component.causeId === values.incident_id;
    const isOutweighed = !isOurs && (component.cause === "maintenance" || severity(component.status) > severity(to));
    const key = `${component.status} ${to} ${isOutweighed}`;
    const group = groups.get(key) ?? { from: component.status, to, isOutweighed, names: [] };
    group.names.push(component.name);
    groups.set(key, group);
  }
  return [...groups].map(([key, { from, to, isOutweighed, names }]) => ({
    key,
    from,
    to: isOutweighed ? from : to,
    text: changeText(strings.sentence.names(names), from, to, isOutweighed),
  }));
}

function changeText(names: string, from: ComponentStatus, to: AffectedStatus, isOutweighed: boolean): string {
  const word = (status: ComponentStatus) => strings.statusInSentence[status];
  if (isOutweighed) return `${names}: ${word(from)} stays, decided elsewhere`;
  return `${names}: ${word(from)} to ${word(to)}`;
}

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
