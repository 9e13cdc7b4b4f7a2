import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import type { SingleSignOn } from "../queries.ts";
import { AddressForm as Schema } from "../schemas.ts";
import { useLookUpAddress } from "../sign-in-mutations.ts";

export interface AddressFormProps {
  initialEmail: string;
  /** The address, and the identity provider of its domain if it has one. */
  onContinue: (email: string, sso: SingleSignOn | null) => void;
}

/** The first step of signing in: the address decides what comes next. */
export function AddressForm({ initialEmail, onContinue }: AddressFormProps) {
  const lookUp = useLookUpAddress();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { email: initialEmail } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ email }) => {
    try {
      onContinue(email, await lookUp.mutateAsync(email));
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
      <Button type="submit" variant="primary" size="large" isBusy={lookUp.isPending}>
        Continue
      </Button>
    </form>
  );
}
