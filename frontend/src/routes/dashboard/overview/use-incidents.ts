import { useQuery } from "@tanstack/react-query";
import { isMonitors, secondsOf } from "../../../features/incidents/list-model.ts";
import { type IncidentItem, incidentQueries } from "../../../features/incidents/queries.ts";
import { statusNames } from "../../../features/incidents/words.ts";
import type { IncidentAttention } from "../../../features/overview/attention.ts";
import type { IncidentFigures } from "../../../features/overview/components/figures-card.tsx";
import { type Range, ranges } from "../../../features/overview/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { timeNear } from "../../../lib/format.ts";
import { useHereNow } from "../../../lib/live.tsx";
import { statusOfImpact } from "../../../lib/notices.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { browserZone } from "../../../lib/time-zone.ts";
import { teamMatesHere } from "../shell/here.ts";

/** Open incidents and waiting drafts, each with where it stands. */
export function useIncidentAttention(now: number): IncidentAttention[] {
  const { id, slug, userId } = useOrganization();
  const { data: open = [] } = useQuery(incidentQueries.open(id));
  const { data: drafts = [] } = useQuery(incidentQueries.drafts(id));
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const mates = teamMatesHere(useHereNow(), members, userId);
  return [...open, ...drafts.filter(({ resolved_at: end }) => end === null)].map((incident) => {
    const path = `/orgs/${slug}/incidents/${incident.id}/update`;
    const writer = mates.find((mate) => mate.path === path)?.name.split(" ")[0];
    return {
      id: incident.id,
      title: incident.title,
      status: incident.published_at === null ? "unknown" : statusOfImpact[incident.impact],
      detail: detailOf(incident, writer, now),
      since: incident.started_at,
      isDraft: incident.published_at === null,
      componentIds: incident.published_at === null ? [] : incident.components.map(({ component_id }) => component_id),
    };
  });
}

function detailOf(incident: IncidentItem, writer: string | undefined, now: number): string {
  const { status, components, next_update_at: next } = incident;
  const count = `${components.length} ${components.length === 1 ? "component" : "components"}`;
  if (incident.published_at === null)
    return `${isMonitors(incident) ? "Monitors opened this draft" : "A draft"}: only your team sees it. ${count}.`;
  const sentences = [`${statusNames[status]}, open for ${elapsed(secondsOf(incident, now))}, ${count}.`];
  if (writer !== undefined) sentences.push(`${writer} is writing an update.`);
  else if (incident.acknowledged_at === null) sentences.push("Nobody has acknowledged it.");
  if (next !== null) {
    const time = timeNear(next, now, browserZone());
    sentences.push(Date.parse(next) < now ? `The next update was due ${time}.` : `Next update due ${time}.`);
  }
  return sentences.join(" ");
}

/** What was resolved within a range, and what is open now. Undefined until both are known. */
export function useIncidentFigures(range: Range): IncidentFigures | undefined {
  const { id } = useOrganization();
  const { data: resolved } = useQuery(incidentQueries.resolved(id, ranges[range]));
  const { data: open } = useQuery(incidentQueries.open(id));
  if (resolved === undefined || open === undefined) return undefined;
  const total = resolved.reduce((sum, incident) => sum + secondsOf(incident, 0), 0);
  return {
    resolved: resolved.length,
    meanSeconds: resolved.length === 0 ? null : total / resolved.length,
    open: open.length,
  };
}
