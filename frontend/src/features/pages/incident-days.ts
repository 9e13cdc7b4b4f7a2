import { calendarDate } from "../../lib/calendar.ts";
import type { PageSnapshot } from "./snapshot.ts";

/** An incident with the days it lasted, for the bars. */
export interface DatedIncident {
  id: string;
  title: string;
  first: string;
  last: string;
}

/** Incidents by component, each with its first and last day in the page's time zone. */
export function incidentsByComponent({
  generated_at: now,
  page,
  incidents,
  past,
}: Pick<PageSnapshot, "generated_at" | "page" | "incidents" | "past">): Map<string, DatedIncident[]> {
  const found = new Map<string, DatedIncident[]>();
  const add = (componentIds: readonly string[], id: string, title: string, from: string, until: string) => {
    if (componentIds.length === 0) return;
    const dated = { id, title, first: calendarDate(from, page.time_zone), last: calendarDate(until, page.time_zone) };
    for (const componentId of componentIds) found.set(componentId, [...(found.get(componentId) ?? []), dated]);
  };
  for (const { id, title, components, started_at } of incidents) {
    add(
      components.map((component) => component.id),
      id,
      title,
      started_at,
      now,
    );
  }
  for (const { id, title, component_ids, started_at, resolved_at } of past) {
    add(component_ids, id, title, started_at, resolved_at);
  }
  return found;
}
