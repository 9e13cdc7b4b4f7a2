import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { SignUpForm as Schema, type SignUpValues } from "../schemas.ts";
import { useSignUp } from "../sign-in-mutations.ts";
import { NewPasswordField } from "./password-field.tsx";

export interface SignUpFormProps {
  /** Path to open from the mail's link. */
  next: string;
  /** What was typed before, when somebody comes back to correct it. */
  initial: SignUpValues;
  onSent: (values: SignUpValues) => void;
}

export function SignUpForm({ next, initial, onSent }: SignUpFormProps) {
  const signUp = useSignUp(next);
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: initial });
  const { errors } = form.formState;
  const personal = useWatch({ control: form.control, name: ["email", "fullName"] });

  const submit = form.handleSubmit(async (values) => {
    try {
      await signUp.mutateAsync(values);
      onSent(values);
    } catch (error) {
      showServerError(form, error, { password: "password" });
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
      <NewPasswordField form={form} name="password" label="Password" personal={personal} isLarge />
      <Button type="submit" variant="primary" size="large" isBusy={signUp.isPending}>
        Create account
      </Button>
    </form>
  );
}
