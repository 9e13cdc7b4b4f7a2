import type { IncidentItem } from "./queries.ts";

export interface IncidentSection {
  key: string;
  /** "Open", "November 2026" */
  title: string;
  incidents: IncidentItem[];
}

/** Open ones first, whenever they began; the rest by the month in which they did, in the reader's zone. */
export function listSections(incidents: readonly IncidentItem[], timeZone: string): IncidentSection[] {
  const sections = new Map<string, IncidentSection>([["open", { key: "open", title: "Open", incidents: [] }]]);
  for (const incident of incidents) {
    const key = incident.resolved_at === null ? "open" : monthName(incident.started_at, timeZone);
    const section = sections.get(key) ?? { key, title: key, incidents: [] };
    section.incidents.push(incident);
    sections.set(key, section);
  }
  return [...sections.values()].filter((section) => section.incidents.length > 0);
}

/** "November 2026" */
function monthName(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone }).format(new Date(instant));
}

/** How long it lasted or has lasted (s). */
export function secondsOf(incident: Pick<IncidentItem, "started_at" | "resolved_at">, now: number): number {
  const end = incident.resolved_at === null ? now : Date.parse(incident.resolved_at);
  return Math.max(0, (end - Date.parse(incident.started_at)) / 1000);
}

/** Opened by monitors, and nobody has said anything of their own yet. */
export function isMonitors(incident: Pick<IncidentItem, "monitored_component_id" | "taken_over_at">): boolean {
  return incident.monitored_component_id !== null && incident.taken_over_at === null;
}
