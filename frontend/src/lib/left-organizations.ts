const left = new Set<string>();

/** Notes that an organization is left by this person's own act: its end is no news to them. */
export function leaveOnPurpose(organizationId: string): void {
  left.add(organizationId);
}

/** Whether an organization was left by one's own act. Asking forgets it. */
export function takeLeftOnPurpose(organizationId: string): boolean {
  return left.delete(organizationId);
}
