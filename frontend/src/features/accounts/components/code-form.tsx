import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useRef } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { CodeForm as Schema } from "../schemas.ts";

export interface CodeFormProps {
  label: string;
  action: string;
  isLarge?: boolean;
  /** Rejects when the code is refused. */
  onSubmit: (code: string) => Promise<void>;
}

/** Asks for the six digits of an authenticator app; sends them as soon as they are complete. */
export function CodeForm({ label, action, isLarge = false, onSubmit }: CodeFormProps) {
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { code: "" } });
  const { errors, isSubmitting } = form.formState;

  // A code that was refused stays wrong; sent once more, by whoever presses the button after the last digit, it would count twice.
  const refused = useRef<string>(undefined);

  useEffect(() => form.setFocus("code"), [form]);

  const submit = form.handleSubmit(async ({ code }) => {
    try {
      await onSubmit(code);
    } catch (error) {
      const { kind } = showServerError(form, error, { code: "code" });
      refused.current = kind === "network" || kind === "server" ? undefined : form.getValues("code");
      form.setFocus("code", { shouldSelect: true });
    }
  });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (form.getValues("code") !== refused.current) void submit();
      }}
      noValidate
      className="grid justify-items-stretch gap-5"
    >
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label={label} error={errors.code?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("code", {
              onChange: ({ target }) => {
                if (/^(?:\D*\d){6}\D*$/.test(target.value) && !isSubmitting) void submit();
              },
            })}
            inputMode="numeric"
            autoComplete="one-time-code"
            spellCheck={false}
            isLarge={isLarge}
            className="font-mono tracking-[0.3em]"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size={isLarge ? "large" : "normal"} isBusy={isSubmitting}>
        {action}
      </Button>
    </form>
  );
}
