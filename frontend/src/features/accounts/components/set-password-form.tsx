import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { useSetPassword } from "../mutations.ts";
import { SetPasswordForm as Schema } from "../schemas.ts";
import { NewPasswordField } from "./password-field.tsx";

export interface SetPasswordFormProps {
  label: string;
  /** Lets password managers know whose password this is. */
  email: string;
  onSet: () => void;
  /** The session is too old to set a password without a code. */
  onCodeNeeded: () => void;
}

/** For those whom a mail's link has just let in. */
export function SetPasswordForm({ label, email, onSet, onCodeNeeded }: SetPasswordFormProps) {
  const setPassword = useSetPassword();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { password: "" } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      const outcome = await setPassword.mutateAsync(values);
      if (outcome === "saved") onSet();
      else onCodeNeeded();
    } catch (error) {
      showServerError(form, error, { password: "password" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField form={form} name="password" label={label} personal={[email]} isLarge />
      <Button type="submit" variant="primary" size="large" isBusy={setPassword.isPending}>
        Save password
      </Button>
    </form>
  );
}
