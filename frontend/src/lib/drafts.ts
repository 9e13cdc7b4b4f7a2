/** Unsent input, kept in this browser per person and form until it is sent or discarded. Never passwords. */
const prefix = "heliograph-draft:";
const maxAgeMs = 14 * 86_400_000;

interface StoredDraft {
  savedAt: number;
  values: unknown;
}

/** @param form names the form and the row it edits: "component:0d1d…" */
export function saveDraft(userId: string, form: string, values: unknown): void {
  const draft: StoredDraft = { savedAt: Date.now(), values };
  withStorage((storage) => storage.setItem(keyOf(userId, form), JSON.stringify(draft)));
}

/** The kept values, or null; the caller checks their shape. */
export function readDraft(userId: string, form: string): { savedAt: number; values: unknown } | null {
  const text = withStorage((storage) => storage.getItem(keyOf(userId, form)));
  if (text === null || text === undefined) return null;
  try {
    const draft: unknown = JSON.parse(text);
    if (!isStoredDraft(draft) || Date.now() - draft.savedAt > maxAgeMs) return null;
    return draft;
  } catch {
    return null;
  }
}

/** Forgets what was kept of a form. */
export function clearDraft(userId: string, form: string): void {
  withStorage((storage) => storage.removeItem(keyOf(userId, form)));
}

function keyOf(userId: string, form: string): string {
  return `${prefix}${userId}:${form}`;
}

function isStoredDraft(value: unknown): value is StoredDraft {
  return (
    typeof value === "object" &&
    value !== null &&
    "savedAt" in value &&
    typeof value.savedAt === "number" &&
    "values" in value
  );
}

/** Storage may be switched off or full: drafts are a comfort, not a promise. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
