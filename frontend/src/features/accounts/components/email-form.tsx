import { zodResolver } from "@hookform/resolvers/zod";
import { Mails } from "lucide-react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useChangeEmail } from "../mutations.ts";
import type { Account } from "../queries.ts";
import { AddressForm as Schema } from "../schemas.ts";

/** Changes the address of an account: the old one and the new one both have to agree. */
export function EmailForm({ account }: { account: Account }) {
  const change = useChangeEmail();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { email: "" } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ email }) => {
    if (email.toLowerCase() === account.email.toLowerCase()) {
      form.setError("email", { message: "This is your address already." }, { shouldFocus: true });
      return;
    }
    try {
      await change.mutateAsync(email);
      form.reset({ email: "" });
    } catch (error) {
      showServerError(form, error, { email: "email" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <p>
        Now: <strong className="break-all font-medium">{account.email}</strong>
      </p>
      {account.newEmail === null ? null : (
        <div role="status" className="flex gap-2.5 rounded-control bg-accent-soft px-3 py-2.5 text-[13px]/5">
          <Mails size={16} strokeWidth={1.75} className="mt-0.5 flex-none text-accent" aria-hidden="true" />
          <p className="min-w-0">
            Waiting for <strong className="break-all font-medium">{account.newEmail}</strong>. Two mails were sent, one
            to each address: follow the link in both. Until then you sign in as before.
          </p>
        </div>
      )}
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field
        label="New e-mail address"
        hint="A link goes to the old and to the new address. The change takes effect once both were followed."
        error={errors.email?.message}
        className="max-w-[420px]"
      >
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="email" />}
      </Field>
      <div>
        <Button type="submit" isBusy={change.isPending}>
          Change address
        </Button>
      </div>
    </form>
  );
}
