import type { PageSnapshot } from "./snapshot.ts";

/**
 * Whether stored JSON is a page's snapshot. The database alone writes it, so this guards against another version of
 * it, not against an enemy.
 */
export function isPageSnapshot(value: unknown): value is PageSnapshot {
  return (
    typeof value === "object" &&
    value !== null &&
    "page" in value &&
    "status" in value &&
    "components" in value &&
    Array.isArray(value.components) &&
    "groups" in value &&
    Array.isArray(value.groups) &&
    "incidents" in value &&
    Array.isArray(value.incidents) &&
    "maintenances" in value &&
    Array.isArray(value.maintenances) &&
    "past" in value &&
    Array.isArray(value.past)
  );
}
