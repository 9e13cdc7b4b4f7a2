import { strings } from "../../lib/strings.ts";
import type { OpenIncident, PlannedMaintenance } from "./notices.ts";
import type { PageSnapshot } from "./snapshot.ts";
import { stateHeadline } from "./wording.ts";

const { announce } = strings;

/** One message for the live region, whatever a change touched; null when it is nothing a visitor would miss. */
export function pageChangeMessage(before: PageSnapshot, after: PageSnapshot): string | null {
  const parts = [
    ...incidentChanges(before, after),
    ...maintenanceChanges(before, after),
    ...statusChanges(before, after),
  ];
  return parts.length === 0 ? null : parts.join(announce.separator);
}

function incidentChanges(before: PageSnapshot, after: PageSnapshot): string[] {
  const known = new Map(before.incidents.map((incident) => [incident.id, incident]));
  const told = after.incidents.flatMap((incident) => {
    const old = known.get(incident.id);
    if (old === undefined) return [announce.opened(incident.title)];
    return isUpdated(old, incident) ? [announce.updated(incident.title, announce.step[incident.status])] : [];
  });
  const resolved = after.past
    .filter(({ id }) => known.has(id))
    .map(({ title }) => announce.updated(title, announce.step.resolved));
  return [...told, ...resolved];
}

function isUpdated(old: OpenIncident, incident: OpenIncident): boolean {
  return old.status !== incident.status || old.updates[0]?.id !== incident.updates[0]?.id;
}

function maintenanceChanges(before: PageSnapshot, after: PageSnapshot): string[] {
  const known = new Map(before.maintenances.map((maintenance) => [maintenance.id, maintenance]));
  return after.maintenances.flatMap((maintenance) => {
    const old = known.get(maintenance.id);
    if (old === undefined) return [announce.planned(maintenance.title)];
    return hasBegun(old, maintenance) ? [announce.begun(maintenance.title)] : [];
  });
}

function hasBegun(old: PlannedMaintenance, maintenance: PlannedMaintenance): boolean {
  return old.status === "scheduled" && maintenance.status === "in_progress";
}

function statusChanges(before: PageSnapshot, after: PageSnapshot): string[] {
  const old = new Map(before.components.map(({ id, status }) => [id, status]));
  const changed = after.components.filter(({ id, status }) => old.has(id) && old.get(id) !== status);
  if (changed.length > 3) return [announce.many(changed.length), stateHeadline(after)];
  return changed.map(({ name, status }) => announce.change(name, strings.statusInSentence[status]));
}
