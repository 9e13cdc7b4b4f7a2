let message = "";
const listeners = new Set<() => void>();

/** Says one sentence to screen readers, politely: "Storefront: major outage". One message per change. */
export function announce(text: string): void {
  // The same sentence twice would not be read again; a trailing space makes it a new one.
  message = message === text ? `${text} ` : text;
  for (const listener of listeners) listener();
}

/** Tells when there is something new to announce. @returns how to stop */
export function subscribeAnnouncements(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the live region says now. */
export function currentAnnouncement(): string {
  return message;
}
