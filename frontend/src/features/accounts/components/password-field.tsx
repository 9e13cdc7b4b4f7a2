import { useEffect, useState } from "react";
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { useWatch } from "react-hook-form";
import { Field } from "../../../ui/field.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { judgePassword, loadEstimator, type Strength } from "../password-strength.ts";

export interface NewPasswordFieldProps<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  name: Path<Values>;
  label: string;
  /** What others know of the person: address and name. */
  personal: readonly string[];
  isLarge?: boolean;
}

/** Where somebody chooses a password: a meter and words say how strong it is. */
export function NewPasswordField<Values extends FieldValues>(props: NewPasswordFieldProps<Values>) {
  const { form, name, label, personal, isLarge = false } = props;
  const error = form.getFieldState(name, form.formState).error?.message;
  const typed: unknown = useWatch({ control: form.control, name });
  const strength = useStrength(typeof typed === "string" ? typed : "", personal.join(" "));
  return (
    <Field label={label} error={error} hint={error === undefined ? <StrengthMeter strength={strength} /> : undefined}>
      {(control) => (
        <PasswordInput {...control} {...form.register(name)} autoComplete="new-password" isLarge={isLarge} />
      )}
    </Field>
  );
}

function useStrength(password: string, personal: string): Strength | null {
  const [strength, setStrength] = useState<Strength | null>(null);
  useEffect(() => {
    let isCurrent = true;
    loadEstimator().then(
      (estimator) => isCurrent && setStrength(judgePassword(estimator, password, [personal])),
      // Offline: advice is all that is missing.
      () => isCurrent && setStrength(null),
    );
    return () => {
      isCurrent = false;
    };
  }, [password, personal]);
  return strength;
}

const steps = [1, 2, 3, 4] as const;
const statusOf = ["major_outage", "major_outage", "degraded_performance", "operational", "operational"] as const;

function StrengthMeter({ strength }: { strength: Strength | null }) {
  return (
    <span className="grid gap-1.5 pt-0.5">
      <span
        aria-hidden="true"
        data-status={strength === null ? undefined : statusOf[strength.score]}
        className="grid grid-cols-4 gap-1"
      >
        {steps.map((step) => (
          <span
            key={step}
            className={`h-1 rounded-full ${strength !== null && Math.max(1, strength.score) >= step ? "bg-status-solid" : "bg-surface-3"}`}
          />
        ))}
      </span>
      <span aria-live="polite">
        {strength?.words ?? "At least 8 characters. Several words are easy to keep in mind."}
      </span>
    </span>
  );
}
