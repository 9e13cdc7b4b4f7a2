import { useEffect, useRef, useState } from "react";
import type { DefaultValues, FieldValues, UseFormReturn } from "react-hook-form";

export interface StoredValues {
  /** Somebody stored other values since this form was touched. */
  isOutdated: boolean;
  /** Shows what is stored; what was typed is gone. */
  review(): void;
  /** What was typed stays and will replace what somebody stored meanwhile. */
  keepMine(): void;
}

/**
 * Keeps an open form and its row together: what others store lands in a form that nobody has touched, and is told to
 * whoever has.
 * @param stored the row as the form's values
 */
export function useStoredValues<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  stored: Values & DefaultValues<Values>,
): StoredValues {
  const text = JSON.stringify(stored);
  const [base, setBase] = useState(text);
  const latest = useRef(stored);
  const { isDirty, isSubmitting } = form.formState;
  useEffect(() => {
    latest.current = stored;
  });
  useEffect(() => {
    if (text === base || isDirty) return;
    form.reset(latest.current);
    setBase(text);
  }, [form, text, base, isDirty]);
  return {
    isOutdated: isDirty && !isSubmitting && text !== base,
    review() {
      form.reset(stored);
      setBase(text);
    },
    keepMine: () => setBase(text),
  };
}
