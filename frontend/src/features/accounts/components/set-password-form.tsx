import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { useSetPassword } from "../mutations.ts";
import { SetPasswordForm as Schema } from "../schemas.ts";
import { PasswordHint } from "./password-hint.tsx";

/** @param email lets password managers know whose password this is */
export function SetPasswordForm({ email, onSet }: { email: string; onSet: () => void }) {
  const setPassword = useSetPassword();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { password: "" } });
  const { errors } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });

  const submit = form.handleSubmit(async (values) => {
    try {
      await setPassword.mutateAsync(values.password);
      onSet();
    } catch (error) {
      showServerError(form, error, { password: "password" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field
        label="New password"
        error={errors.password?.message}
        hint={errors.password === undefined ? <PasswordHint password={password} /> : undefined}
      >
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" isLarge />}
      </Field>
      <Button type="submit" variant="primary" size="large" isBusy={setPassword.isPending}>
        Save password
      </Button>
    </form>
  );
}
