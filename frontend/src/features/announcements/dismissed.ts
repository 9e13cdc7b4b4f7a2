import { z } from "zod";

const storageKey = "heliograph-dismissed-announcements";
const most = 50;
const Stored = z.array(z.string());

/** What this browser has put away. A text that was changed since is another one. */
export function readDismissed(): readonly string[] {
  try {
    return Stored.safeParse(JSON.parse(localStorage.getItem(storageKey) ?? "[]")).data ?? [];
  } catch {
    return [];
  }
}

/** Puts an announcement away in this browser. @returns all that are */
export function dismiss(mark: string): readonly string[] {
  const dismissed = [...readDismissed().filter((other) => other !== mark), mark].slice(-most);
  try {
    localStorage.setItem(storageKey, JSON.stringify(dismissed));
  } catch {
    // Storage is switched off: it is back with the next visit.
  }
  return dismissed;
}

/** What an announcement is put away by. */
export function markOf({ id, body }: { id: string; body: string }): string {
  return `${id} ${body}`;
}
