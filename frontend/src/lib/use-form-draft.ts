import { useEffect, useRef, useState } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import { clearDraft, readDraft, saveDraft } from "./drafts.ts";
import { useSession } from "./session.ts";

export interface FormDraft {
  /** When the values on screen were kept (ms since the epoch), if they came from a draft. */
  restoredAt: number | null;
  /** Call after saving. */
  clear(): void;
  /** Forgets the draft and shows the stored values again. */
  discard(): void;
}

/**
 * Keeps a form's unsent values across reloads and ended sessions, per person.
 * @param name names the form and the row it edits: "component:0d1d…"
 * @param shape types of the values, without their rules: a draft need not be valid, but one of another shape is dropped
 */
export function useFormDraft<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  name: string,
  shape: z.ZodType<Values>,
): FormDraft {
  const userId = useSession()?.user.id ?? null;
  const [restoredAt, setRestoredAt] = useState<number | null>(null);
  const isReady = useRef(false);

  useEffect(() => {
    if (userId === null || isReady.current) return;
    isReady.current = true;
    const draft = readDraft(userId, name);
    const values = draft === null ? undefined : shape.safeParse(draft.values).data;
    if (draft === null || values === undefined) return;
    // Defaults stay what the server has, so the form knows that it is dirty.
    form.reset(values, { keepDefaultValues: true });
    setRestoredAt(draft.savedAt);
  }, [form, name, shape, userId]);

  useEffect(() => {
    if (userId === null) return;
    return form.subscribe({
      formState: { values: true, isDirty: true },
      callback: ({ values, isDirty }) => {
        if (isDirty === true) saveDraft(userId, name, values);
        else if (isDirty === false) clearDraft(userId, name);
      },
    });
  }, [form, name, userId]);

  function clear() {
    if (userId !== null) clearDraft(userId, name);
    setRestoredAt(null);
  }

  return {
    restoredAt,
    clear,
    discard() {
      clear();
      form.reset();
    },
  };
}
