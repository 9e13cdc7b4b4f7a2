import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useRecover } from "../mutations.ts";
import { RecoveryForm as Schema } from "../schemas.ts";

/** Takes a recovery code in place of a lost second factor. */
export function RecoveryForm({ onRecovered }: { onRecovered: () => void }) {
  const recover = useRecover();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { code: "" } });
  const { errors } = form.formState;

  useEffect(() => form.setFocus("code"), [form]);

  const submit = form.handleSubmit(async ({ code }) => {
    try {
      await recover.mutateAsync(code);
      onRecovered();
    } catch (error) {
      showServerError(form, error, { code: "code" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field
        label="Recovery code"
        hint="Three groups of four characters. Each works once."
        error={errors.code?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("code")}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            isLarge
            className="font-mono"
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="large" isBusy={recover.isPending}>
        Use this code
      </Button>
    </form>
  );
}
