const keyOf = (userId: string) => `heliograph-instance-area-seen-${userId}`;

/** Whether this master administrator has learnt, in this browser, that there is an instance area. */
export function hasSeenInstanceArea(userId: string): boolean {
  try {
    return localStorage.getItem(keyOf(userId)) !== null;
  } catch {
    return false;
  }
}

/** Opening the area, or putting its notice away: it is not told again. */
export function noteInstanceAreaSeen(userId: string): void {
  try {
    localStorage.setItem(keyOf(userId), "yes");
  } catch {
    // Storage is switched off: the notice comes back.
  }
}
