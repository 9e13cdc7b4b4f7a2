import { elapsed } from "../../lib/elapsed.ts";
import { type ComponentStatus, severity } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";

/** An alert, as far as it is looked at. */
export interface AlertState {
  component_id: string;
  component_name: string;
  rule_name: string;
  status: ComponentStatus;
  opened_at: string;
  acknowledged_at: string | null;
  /** Names of whom it has reached. */
  told: readonly string[];
}

/** Alerts of one component that wait for somebody to say "I look". */
export interface AlertAttention {
  componentId: string;
  componentName: string;
  /** How many of them. */
  count: number;
  /** The worst of them. */
  status: ComponentStatus;
  /** How long, by which rule, who was told, in words. */
  detail: string;
  /** ISO time of the first. */
  since: string;
}

/** Open alerts that nobody has acknowledged, by component: several rules may watch the same one. */
export function unacknowledged(open: readonly AlertState[], now: number): AlertAttention[] {
  const waiting = open.filter(({ acknowledged_at: at }) => at === null);
  return [...Map.groupBy(waiting, ({ component_id: id }) => id)].flatMap(([componentId, alerts]) => {
    const [first] = alerts.toSorted((a, b) => Date.parse(a.opened_at) - Date.parse(b.opened_at));
    const [worst] = alerts.toSorted((a, b) => severity(b.status) - severity(a.status));
    if (first === undefined || worst === undefined) return [];
    const rules = alerts.length === 1 ? `Rule ${first.rule_name}` : `${alerts.length} rules`;
    const told = [...new Set(alerts.flatMap((alert) => alert.told))].toSorted((a, b) => a.localeCompare(b));
    const lasts = elapsed((now - Date.parse(first.opened_at)) / 1000);
    return [
      {
        componentId,
        componentName: first.component_name,
        count: alerts.length,
        status: worst.status,
        detail: `Open for ${lasts}. ${rules}. Told: ${told.length === 0 ? "nobody yet" : strings.sentence.names(told)}.`,
        since: first.opened_at,
      },
    ];
  });
}
