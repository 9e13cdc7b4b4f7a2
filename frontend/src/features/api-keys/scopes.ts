/** What a key may be allowed, in the words of the database. */
export const apiScopes = ["organization.read", "components.write", "incidents.write", "audit.read"] as const;

export type ApiScope = (typeof apiScopes)[number];

export const scopeNames = {
  "organization.read": "Read components, incidents, pages",
  "components.write": "Change components and their statuses",
  "incidents.write": "Declare and update incidents, plan maintenance",
  "audit.read": "Read the audit log",
} satisfies Record<ApiScope, string>;

/** A scope in words; one that this version does not know as the database has it. */
export function scopeName(scope: string): string {
  const known = apiScopes.find((each) => each === scope);
  return known === undefined ? scope : scopeNames[known];
}

/** How long a key can be of use, in days. */
export const expiries = ["30", "90", "365", "never"] as const;

export type Expiry = (typeof expiries)[number];

export const expiryNames = {
  30: "In 30 days",
  90: "In 90 days",
  365: "In a year",
  never: "Never",
} satisfies Record<Expiry, string>;

/** @param now ms since the epoch */
export function expiresAt(expiry: Expiry, now: number): string | null {
  return expiry === "never" ? null : new Date(now + Number(expiry) * 86_400_000).toISOString();
}

/** Whether a key opens anything still. @param now ms since the epoch */
export function keyState(
  { revoked_at: revokedAt, expires_at: until }: { revoked_at: string | null; expires_at: string | null },
  now: number,
): "active" | "expired" | "revoked" {
  if (revokedAt !== null) return "revoked";
  return until !== null && Date.parse(until) <= now ? "expired" : "active";
}
