let message = "";
const listeners = new Set<() => void>();

/** Says one sentence to screen readers, politely: "Storefront: major outage". One message per change. */
export function announce(text: string): void {
  // The same sentence twice would not be read again; a trailing space makes it a new one.
  message = message === text ? `${text} ` : text;
  for (const listener of listeners) listener();
}

export function subscribeAnnouncements(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentAnnouncement(): string {
  return message;
}
