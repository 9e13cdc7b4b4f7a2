/** Whether an account may not sign in. @param now ms since the epoch */
export function isLockedOut({ banned_until: until }: { banned_until: string | null }, now: number): boolean {
  return until !== null && Date.parse(until) > now;
}
