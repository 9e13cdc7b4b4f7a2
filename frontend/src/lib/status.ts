import type { SubscriberState } from "./database.ts";

/** Component statuses of the Statuspage API v2 plus `unknown`, mildest first: the order in which the worst wins. */
export const componentStatuses = [
  "operational",
  "unknown",
  "under_maintenance",
  "degraded_performance",
  "partial_outage",
  "major_outage",
] as const;

export type ComponentStatus = (typeof componentStatuses)[number];

/** The order in which a legend explains the statuses. */
export const legendOrder = [
  "operational",
  "degraded_performance",
  "partial_outage",
  "major_outage",
  "under_maintenance",
  "unknown",
] as const satisfies readonly ComponentStatus[];

const dayCodes = {
  operational: "o",
  degraded_performance: "d",
  partial_outage: "p",
  major_outage: "m",
  under_maintenance: "w",
  unknown: "u",
} as const satisfies Record<ComponentStatus, string>;

/** Whether a value names a status. */
export function isComponentStatus(value: unknown): value is ComponentStatus {
  return componentStatuses.some((status) => status === value);
}

/** Worse than `operational` in a way a visitor feels; maintenance and missing data do not count as trouble. */
export function isAffected(status: ComponentStatus): boolean {
  return severity(status) >= severity("degraded_performance");
}

/** Place in the order in which the worst wins; only for sorting, the database decides which wins. */
export function severity(status: ComponentStatus): number {
  return componentStatuses.indexOf(status);
}

/** One letter of a snapshot's `days.statuses`; an unknown letter reads as no data. */
export function statusOfDayCode(code: string): ComponentStatus {
  return componentStatuses.find((status) => dayCodes[status] === code) ?? "unknown";
}

/** The letter of a status in a row of days. */
export function dayCodeOf(status: ComponentStatus): string {
  return dayCodes[status];
}

/** Glyph beside the state of whoever is told something: only what went wrong stands out. */
export const subscriberStatuses = {
  confirmed: "operational",
  pending: "unknown",
  unsubscribed: "unknown",
  bounced: "partial_outage",
  complained: "partial_outage",
} as const satisfies Record<SubscriberState, ComponentStatus>;
