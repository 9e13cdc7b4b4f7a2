import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { SignUpForm as Schema, type SignUpValues } from "../schemas.ts";

export interface SignUpFormProps {
  /** What was typed before, when somebody comes back to correct it. */
  initial: SignUpValues;
  /** The words on the button. */
  action: string;
  /** Sends the values and goes on; rejects with the server's refusal. */
  onSubmit: (values: SignUpValues) => Promise<void>;
}

export function SignUpForm({ initial, action, onSubmit }: SignUpFormProps) {
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: initial });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      showServerError(form, error, { email: "email", full_name: "fullName" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Name" error={errors.fullName?.message}>
        {(control) => <Input {...control} {...form.register("fullName")} autoComplete="name" isLarge />}
      </Field>
      <Field label="Work e-mail" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" isLarge />}
      </Field>
      <Button type="submit" variant="primary" size="large" isBusy={form.formState.isSubmitting}>
        {action}
      </Button>
    </form>
  );
}
