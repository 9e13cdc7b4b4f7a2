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

const statusByDayCode = new Map<string, ComponentStatus>([
  ["o", "operational"],
  ["d", "degraded_performance"],
  ["p", "partial_outage"],
  ["m", "major_outage"],
  ["w", "under_maintenance"],
  ["u", "unknown"],
]);

const dayCodeByStatus = new Map([...statusByDayCode].map(([code, status]) => [status, code]));

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
  return statusByDayCode.get(code) ?? "unknown";
}

/** The letter of a status in a row of days. */
export function dayCodeOf(status: ComponentStatus): string {
  return dayCodeByStatus.get(status) ?? "u";
}
