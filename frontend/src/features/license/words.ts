import { dayFull } from "../../lib/format.ts";
import type { ComponentStatus } from "../../lib/status.ts";

/** What the database says of the installed license. */
export type LicenseState = "none" | "valid" | "expiring" | "grace" | "expired" | "tampered";

export const licenseNames = {
  none: "No license",
  valid: "Valid",
  expiring: "Runs out soon",
  grace: "Has run out, still counts",
  expired: "Has run out",
  tampered: "Not genuine",
} satisfies Record<LicenseState, string>;

export const licenseMarks = {
  none: "unknown",
  valid: "operational",
  expiring: "degraded_performance",
  grace: "partial_outage",
  expired: "major_outage",
  tampered: "major_outage",
} satisfies Record<LicenseState, ComponentStatus>;

export interface LicenseText {
  state: LicenseState;
  seats: number;
  expires_at: string | null;
  grace_until: string | null;
}

/** What the state means and what to do, in one or two sentences. */
export function licenseText({ state, seats, expires_at: end, grace_until: grace }: LicenseText): string {
  switch (state) {
    case "none":
      return `Without a license there is room for ${seats} accounts. Paste a key below for more.`;
    case "valid":
      return `It is valid until ${day(end)}.`;
    case "expiring":
      return `It is valid until ${day(end)}. Ask for a new key before that day.`;
    case "grace":
      return `It ran out on ${day(end)} and counts until ${day(grace)}. After that there is only as much room as without a license. Install a new key.`;
    case "expired":
      return `It ran out on ${day(end)}. Nobody is locked out, but there is room for ${seats} accounts only. Install a new key.`;
    case "tampered":
      return `The stored key is not what was issued, so it does not count: there is room for ${seats} accounts. Install the key again.`;
  }
}

function day(instant: string | null): string {
  return instant === null ? "an unknown day" : dayFull(instant.slice(0, 10));
}
