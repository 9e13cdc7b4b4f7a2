/** A short word after an action. With `undo` or `link` it stays 8 seconds and offers to take the action back, or to go on. */
export interface Toast {
  id: number;
  title: string;
  /** What went wrong or what to know. */
  text?: string;
  isError?: boolean;
  undo?: () => void | Promise<void>;
  /** Where to go about it. */
  link?: { label: string; href: string };
}

let toasts: readonly Toast[] = [];
let counter = 0;
const listeners = new Set<() => void>();

/** @returns how to take the toast away again */
export function showToast(toast: Omit<Toast, "id">): () => void {
  counter += 1;
  const id = counter;
  set([...toasts.slice(-2), { ...toast, id }]);
  return () => dismissToast(id);
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

/** What is shown now, oldest first. */
export function currentToasts(): readonly Toast[] {
  return toasts;
}

/** Tells when toasts come or go. @returns how to stop */
export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
