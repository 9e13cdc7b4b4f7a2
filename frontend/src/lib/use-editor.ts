import { type RefObject, useEffect, useRef } from "react";
import type { DefaultValues, FieldValues, Path, UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import { showServerError } from "./form-errors.ts";
import { useFormDraft } from "./use-form-draft.ts";
import { useStoredValues } from "./use-stored-values.ts";
import { useUnsavedGuard } from "./use-unsaved-guard.ts";

export interface EditorOptions<Values extends FieldValues, Version> {
  draftName: string;
  /** See `useFormDraft`. */
  shape: z.ZodType<Values>;
  /** The row as the form's values. */
  stored: Values & DefaultValues<Values>;
  version: Version;
  /** See `showServerError`. */
  fields: Readonly<Record<string, Path<Values>>>;
  onSubmit: (values: Values, seenVersion: Version) => Promise<unknown>;
  onSaved: (values: Values) => void;
}

/** What an editor of one row does besides showing its fields: draft, news of others' changes, guard and saving. */
export function useEditor<Values extends FieldValues, Version>(
  form: UseFormReturn<Values>,
  { draftName, shape, stored, version, fields, onSubmit, onSaved }: EditorOptions<Values, Version>,
) {
  const { isDirty, isSubmitting } = form.formState;
  const draft = useFormDraft(form, draftName, shape);
  const newer = useStoredValues(form, stored);
  const guard = useUnsavedGuard(() => isDirty && form.formState.isDirty && !form.formState.isSubmitting);
  const seen = useSeenVersion(version, !newer.isOutdated && !isSubmitting);
  const submit = form.handleSubmit(async (next) => {
    try {
      await onSubmit(next, seen.current);
      draft.clear();
      form.reset(next);
      onSaved(next);
    } catch (error) {
      showServerError(form, error, fields);
    }
  });
  return { draft, newer, guard, submit };
}

/** The version on screen: a newer one counts once it has been looked at, or was said to be replaced. */
export function useSeenVersion<Version>(version: Version, isSeen: boolean): RefObject<Version> {
  const seen = useRef(version);
  useEffect(() => {
    if (isSeen) seen.current = version;
  }, [isSeen, version]);
  return seen;
}
