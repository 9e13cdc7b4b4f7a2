import { zodResolver } from "@hookform/resolvers/zod";
import { type ReactNode, useEffect } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { SignInForm as Schema } from "../schemas.ts";
import { useSignIn } from "../sign-in-mutations.ts";

export interface PasswordFormProps {
  email: string;
  /** Back to the address. */
  onChangeAddress: () => void;
  /** Stands at the end of the password's line. */
  forgotLink: ReactNode;
  onSignedIn: () => void;
  /** The password is right, but the address's mail was never followed. */
  onUnconfirmed: () => void;
}

/** The second step of signing in, by password. */
export function PasswordForm({ email, onChangeAddress, forgotLink, onSignedIn, onUnconfirmed }: PasswordFormProps) {
  const signIn = useSignIn();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { email, password: "" } });
  const { errors } = form.formState;
  // A wrong pair has one message: saying which half is wrong would say who has an account.
  const isRefused = errors.root?.type === "invalid_credentials";

  useEffect(() => form.setFocus("password"), [form]);

  const submit = form.handleSubmit(async (values) => {
    try {
      await signIn.mutateAsync(values);
      onSignedIn();
    } catch (error) {
      const { code } = showServerError(form, error, {});
      if (code === "email_not_confirmed") return onUnconfirmed();
      form.setFocus("password", { shouldSelect: true });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field
        label="Work e-mail"
        action={
          <button type="button" className="link-button text-[13px]/[18px]" onClick={onChangeAddress}>
            Change
          </button>
        }
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            aria-invalid={isRefused || undefined}
            type="email"
            autoComplete="username"
            readOnly
            isLarge
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message} action={forgotLink}>
        {(control) => (
          <PasswordInput
            {...control}
            {...form.register("password")}
            aria-invalid={isRefused || control["aria-invalid"]}
            autoComplete="current-password"
            isLarge
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="large" isBusy={form.formState.isSubmitting}>
        Sign in
      </Button>
    </form>
  );
}
