import type { Row } from "../../lib/database.ts";
import { age } from "../../lib/format.ts";
import { type ComponentStatus, isAffected, severity } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import type { AlertAttention } from "./attention-alerts.ts";

/** One thing that somebody should look at: a sentence, why, since when, where to act. */
export interface AttentionItem {
  key: string;
  status: ComponentStatus;
  title: string;
  detail: string;
  /** ISO time. */
  since: string;
  target:
    | { kind: "incident"; incidentId: string; isDraft: boolean }
    | { kind: "component"; componentId: string }
    | { kind: "probes" }
    | { kind: "alerts" };
}

/** An open incident, or a draft that waits. */
export interface IncidentAttention {
  id: string;
  title: string;
  status: ComponentStatus;
  /** Where it stands, in words. */
  detail: string;
  /** ISO time. */
  since: string;
  /** Only the team sees it. */
  isDraft: boolean;
  /** Components whose status it explains. */
  componentIds: readonly string[];
}

export interface AttentionInput {
  incidents: readonly IncidentAttention[];
  /** Alerts that nobody has acknowledged. */
  alerts: readonly AlertAttention[];
  components: readonly Pick<Row<"components">, "id" | "name" | "status" | "status_since" | "status_cause">[];
  monitors: readonly Pick<Row<"monitors">, "id" | "component_id" | "name" | "status" | "status_since" | "paused_at">[];
  regions: readonly RegionState[];
  probes: readonly { id: string; name: string; region_name: string; last_seen_at: string; is_alive: boolean }[];
  regionNames: ReadonlyMap<string, string>;
  /** Words for a check's reason: "connection refused". */
  reasonText: (reason: string) => string;
  /** ms since the epoch */
  now: number;
}

/** The part of `region_overview` that is looked at. */
export interface RegionState {
  monitor_id: string;
  component_id: string;
  region_id: string;
  status: ComponentStatus;
  reason: string | null;
}

/** A new monitor has this long for its first result before anybody is asked to look. */
const graceMs = 120_000;

/** What needs somebody, worst for customers first, then what has lasted longest. */
export function attentionItems(input: AttentionInput): AttentionItem[] {
  const incidents = input.incidents.map(
    ({ id, componentIds: _, isDraft, ...incident }): AttentionItem => ({
      ...incident,
      key: `incident:${id}`,
      target: { kind: "incident", incidentId: id, isDraft },
    }),
  );
  const explained = new Set(input.incidents.flatMap(({ componentIds }) => componentIds));
  const components = input.components
    // Where an incident decides, the incident's line tells of it.
    .filter(({ id, status_cause: cause }) => cause !== "incident" || !explained.has(id))
    .filter(
      ({ id, status, status_since }) =>
        isAffected(status) || (status === "unknown" && isOld(status_since, input.now) && !isPaused(id, input)),
    )
    .map(
      (component): AttentionItem => ({
        key: `component:${component.id}`,
        status: component.status,
        title: `${component.name}: ${strings.statusInSentence[component.status]}`,
        detail: componentDetail(component, input),
        since: component.status_since,
        target: { kind: "component", componentId: component.id },
      }),
    );
  const named = new Set(components.map(({ key }) => key));
  const monitors = input.monitors
    .filter(
      ({ status, paused_at, status_since }) =>
        status === "unknown" && paused_at === null && isOld(status_since, input.now),
    )
    .filter(({ component_id }) => !named.has(`component:${component_id}`))
    .flatMap((monitor): AttentionItem[] => {
      const component = input.components.find(({ id }) => id === monitor.component_id);
      if (component === undefined) return [];
      const reason = input.regions.find(
        ({ monitor_id, reason: text }) => monitor_id === monitor.id && text !== null,
      )?.reason;
      return [
        {
          key: `monitor:${monitor.id}`,
          status: "unknown",
          title: `Monitor ${monitor.name} of ${component.name} has no data`,
          detail: reasonSentence(reason ?? null, input),
          since: monitor.status_since,
          target: { kind: "component", componentId: component.id },
        },
      ];
    });
  const probes = input.probes
    .filter(({ is_alive: isAlive }) => !isAlive)
    .map(
      (probe): AttentionItem => ({
        key: `probe:${probe.id}`,
        status: "unknown",
        title: `Probe ${probe.name} is silent`,
        detail: probeDetail(probe, input),
        since: probe.last_seen_at,
        target: { kind: "probes" },
      }),
    );
  const alerts = input.alerts.map(
    ({ componentId, componentName, count, status, detail, since }): AttentionItem => ({
      key: `alert:${componentId}`,
      status,
      title: `Nobody has acknowledged the ${count === 1 ? "alert" : `${count} alerts`} on ${componentName}`,
      detail,
      since,
      target: { kind: "alerts" },
    }),
  );
  return [...incidents, ...components, ...alerts, ...monitors, ...probes].toSorted(
    (a, b) => severity(b.status) - severity(a.status) || Date.parse(a.since) - Date.parse(b.since),
  );
}

/** Somebody switched all its checks off: that it has no data is meant. */
function isPaused(componentId: string, { monitors }: AttentionInput): boolean {
  const own = monitors.filter(({ component_id }) => component_id === componentId);
  return own.length > 0 && own.every(({ paused_at }) => paused_at !== null);
}

function isOld(since: string, now: number): boolean {
  return now - Date.parse(since) >= graceMs;
}

function componentDetail(component: AttentionInput["components"][number], input: AttentionInput): string {
  if (component.status_cause === "manual") return "Set by the team.";
  if (component.status_cause === "incident") return "Follows an open incident.";
  const states = input.regions.filter(({ component_id }) => component_id === component.id);
  const bad = states.filter(({ status }) =>
    component.status === "unknown" ? status === "unknown" : isAffected(status),
  );
  if (bad.length === 0) return "Decided by automatic checks.";
  const names = [...new Set(bad.map(({ region_id }) => input.regionNames.get(region_id) ?? region_id))];
  const all = new Set(states.map(({ region_id }) => region_id)).size;
  const where =
    names.length === all && all > 1
      ? all === 2
        ? "both regions"
        : `all ${all} regions`
      : strings.sentence.names(names);
  const reason = bad.find(({ reason: text }) => text !== null)?.reason ?? null;
  if (component.status === "unknown")
    return `${reasonSentence(reason, input)} ${names.length > 1 ? "Regions" : "Region"}: ${where}.`;
  return reason === null ? `Seen from ${where}.` : `Seen from ${where}: ${input.reasonText(reason)}.`;
}

function probeDetail(probe: AttentionInput["probes"][number], input: AttentionInput): string {
  const silence = `No report for ${age(input.now - Date.parse(probe.last_seen_at))}.`;
  const others = input.probes.filter(
    (other) => other.id !== probe.id && other.region_name === probe.region_name && other.is_alive,
  ).length;
  if (others === 0) return `${silence} No other probe checks from ${probe.region_name}.`;
  return `${silence} ${others} more ${others === 1 ? "probe checks" : "probes check"} from ${probe.region_name}.`;
}

function reasonSentence(reason: string | null, { reasonText }: AttentionInput): string {
  if (reason === null) return "No result has arrived.";
  const text = reasonText(reason);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
