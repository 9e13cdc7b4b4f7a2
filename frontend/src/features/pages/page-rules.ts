import { pageChangeMessage } from "./change-message.ts";
import { type LiveEvent, type LiveRules, type LiveState, reduceLive } from "./realtime.ts";
import type { DayDetail, DayHistory, PageChange, PageSnapshot } from "./snapshot.ts";

/** The status page applies what a message says. */
export const pageRules: LiveRules<PageSnapshot> = { apply: applyChange, announce: pageChangeMessage };

/** What a status page knows after an event. */
export function liveReducer(state: LiveState, event: LiveEvent): LiveState {
  return reduceLive(pageRules, state, event);
}

/** The snapshot after a change that follows it directly. Components the page does not show are ignored. */
export function applyChange(snapshot: PageSnapshot, message: PageChange): PageSnapshot {
  if (message.changes === null) return snapshot;
  const { status, groups, components, incidents, maintenances, past } = message.changes;
  const groupStatus = new Map(groups.map((group) => [group.id, group.status]));
  const changes = new Map(components.map((component) => [component.id, component]));
  return {
    ...snapshot,
    version: message.version,
    generated_at: message.generated_at,
    status,
    groups: snapshot.groups.map((group) => ({ ...group, status: groupStatus.get(group.id) ?? group.status })),
    components: snapshot.components.map((component) => {
      const change = changes.get(component.id);
      if (change === undefined) return component;
      const { today, today_details, ...facts } = change;
      return { ...component, ...facts, days: withToday(component.days, today, today_details) };
    }),
    incidents: incidents ?? snapshot.incidents,
    maintenances: maintenances ?? snapshot.maintenances,
    past: past ?? snapshot.past,
  };
}

function withToday(days: DayHistory, today: string, detail: DayDetail | null): DayHistory {
  const { [days.end]: _, ...details } = days.details;
  return {
    ...days,
    statuses: days.statuses.slice(0, -1) + today,
    details: detail === null ? details : { ...details, [days.end]: detail },
  };
}
