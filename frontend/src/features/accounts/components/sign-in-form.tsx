import { zodResolver } from "@hookform/resolvers/zod";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { PasswordInput } from "../../../ui/password-input.tsx";
import { useSignIn } from "../mutations.ts";
import { SignInForm as Schema } from "../schemas.ts";

export interface SignInFormProps {
  /** Stands at the end of the password's line. */
  forgotLink: ReactNode;
  onSignedIn: () => void;
  /** The address exists but its mail was never followed. */
  onUnconfirmed: (email: string) => void;
}

export function SignInForm({ forgotLink, onSignedIn, onUnconfirmed }: SignInFormProps) {
  const signIn = useSignIn();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { email: "", password: "" } });
  const { errors } = form.formState;
  // A wrong pair has one message: saying which half is wrong would say who has an account.
  const isRefused = errors.root?.type === "invalid_credentials" ? "" : undefined;

  const submit = form.handleSubmit(async (values) => {
    try {
      await signIn.mutateAsync(values);
      onSignedIn();
    } catch (error) {
      const { code } = showServerError(form, error, {});
      if (code === "email_not_confirmed") onUnconfirmed(values.email);
      form.setFocus("password", { shouldSelect: true });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Work e-mail" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            aria-invalid={isRefused === undefined ? control["aria-invalid"] : true}
            type="email"
            autoComplete="username"
            isLarge
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message} action={forgotLink}>
        {(control) => (
          <PasswordInput
            {...control}
            {...form.register("password")}
            aria-invalid={isRefused === undefined ? control["aria-invalid"] : true}
            autoComplete="current-password"
            isLarge
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="large" isBusy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}
