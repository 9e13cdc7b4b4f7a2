import { withRecent } from "./palette-search.ts";

const keyOf = (organizationId: string) => `heliograph-recent:${organizationId}`;

/** Ids of what was opened from the palette in this organization, newest first. */
export function readRecent(organizationId: string): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(organizationId)) ?? "[]");
    return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** Puts an item first among those opened last. */
export function rememberRecent(organizationId: string, id: string): void {
  try {
    localStorage.setItem(keyOf(organizationId), JSON.stringify(withRecent(readRecent(organizationId), id)));
  } catch {
    // Storage is switched off: nothing is recent.
  }
}
