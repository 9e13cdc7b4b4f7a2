import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { AddressForm as Schema } from "../schemas.ts";
import { useForgotPassword } from "../sign-in-mutations.ts";

export function ForgotPasswordForm({
  initialEmail,
  onSent,
}: {
  initialEmail: string;
  onSent: (email: string) => void;
}) {
  const forgot = useForgotPassword();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { email: initialEmail } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ email }) => {
    try {
      await forgot.mutateAsync(email);
      onSent(email);
    } catch (error) {
      showServerError(form, error, { email: "email" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Work e-mail" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" isLarge />}
      </Field>
      <Button type="submit" variant="primary" size="large" isBusy={forgot.isPending}>
        Send the link
      </Button>
    </form>
  );
}
