import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";

export interface SecretFieldProps {
  label: string;
  /** Whether one is stored already: it stays when nothing is entered. */
  isStored: boolean;
  isOptional?: boolean;
  hint?: string;
  error: string | undefined;
  registration: UseFormRegisterReturn;
}

/** What goes in and is never shown again. */
export function SecretField({ label, isStored, isOptional = false, hint, error, registration }: SecretFieldProps) {
  return (
    <Field
      label={label}
      error={error}
      isOptional={isOptional}
      hint={isStored ? "One is stored. Leave this empty to keep it." : hint}
    >
      {(control) => (
        <Input
          {...control}
          {...registration}
          type="password"
          // No account of this site: browsers must not offer or keep it.
          autoComplete="new-password"
          placeholder={isStored ? "••••••••" : undefined}
        />
      )}
    </Field>
  );
}
