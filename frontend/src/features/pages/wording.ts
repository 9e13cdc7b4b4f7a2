import { type ComponentStatus, componentStatuses, isAffected } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import type { ComponentSnapshot, GroupSnapshot, PageSnapshot } from "./snapshot.ts";

/** The state as a headline. The database's indicator decides; this only words it. */
export function stateHeadline({ status, components }: PageSnapshot): string {
  if (components.length === 0) return strings.state.empty;
  if (status.indicator === "unknown") return strings.state.unknown(status.counts.unknown ?? 0);
  return strings.state[status.indicator];
}

const worstFirst = componentStatuses.toReversed();

/** What is hit, worst first, and what works. */
export function stateSentence({ components, incidents }: PageSnapshot): string {
  if (components.length === 0) return strings.sentence.empty;
  const isAllHitAlike = components.every(({ status }) => status === components[0]?.status);
  if (isAllHitAlike && components[0]?.status === "unknown") return strings.sentence.allUnknown;
  const hit = worstFirst.flatMap((status) => {
    if (status === "operational") return [];
    const names = components.filter((component) => component.status === status).map(({ name }) => name);
    if (names.length === 0) return [];
    const subject =
      isAllHitAlike && names.length > 3 ? strings.sentence.all(names.length) : strings.sentence.names(names);
    return [strings.sentence.hit[status](subject)];
  });
  if (hit.length === 0) {
    return [strings.sentence.allWorking, ...openIncidents(incidents.length)].join(" ");
  }
  const isSomethingWorking = components.some(({ status }) => status === "operational");
  return [...hit, ...(isSomethingWorking ? [strings.sentence.everythingElse] : [])].join(" ");
}

/** An incident may be open while no component is hit, or no longer: then the sentence must not sound like the end. */
function openIncidents(count: number): string[] {
  return count > 0 ? [strings.sentence.openIncidents(count)] : [];
}

/** A group's state in a few words; the glyph beside it shows the group's status as the database has it. */
export function groupSummary(group: GroupSnapshot, members: readonly ComponentSnapshot[]): string {
  const affected = members.filter(({ status }) => isAffected(status)).length;
  if (affected > 0) return strings.group.affected(affected, members.length);
  const inMaintenance = members.filter(({ status }) => status === "under_maintenance").length;
  if (inMaintenance > 0) return strings.group.underMaintenance(inMaintenance);
  const silent = members.filter(({ status }) => status === "unknown").length;
  if (silent > 0) return strings.group.noData(silent);
  return isAffected(group.status) ? strings.status[group.status] : strings.group.allOperational;
}

/** Counts worst first, without zeros. */
export function countsWorstFirst({ status }: PageSnapshot): { status: ComponentStatus; count: number }[] {
  return worstFirst.flatMap((key) => {
    const count = status.counts[key] ?? 0;
    return count > 0 ? [{ status: key, count }] : [];
  });
}
