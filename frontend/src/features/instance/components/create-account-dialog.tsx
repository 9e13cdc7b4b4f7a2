import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useCreateAccount } from "../mutations.ts";
import { type AccountValues, AccountForm as Schema } from "../schemas.ts";

export interface CreateAccountDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Makes an account for somebody else. */
export function CreateAccountDialog({ isOpen, onOpenChange }: CreateAccountDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create an account"
      description="They get a mail with a link, and choose their password there. It belongs to no organization yet."
    >
      <CreateAccount onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

const defaultValues: AccountValues = { email: "", fullName: "" };

function CreateAccount({ onClose }: { onClose: () => void }) {
  const create = useCreateAccount();
  const form = useForm<AccountValues>({ resolver: zodResolver(Schema), defaultValues });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await create.mutateAsync(values);
      showToast({ title: `Account created for ${values.email}` });
      onClose();
    } catch (error) {
      showServerError(form, error, { email: "email", full_name: "fullName" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="E-mail address" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="off" />}
      </Field>
      <Field label="Name" isOptional error={errors.fullName?.message}>
        {(control) => <Input {...control} {...form.register("fullName")} autoComplete="off" />}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={create.isPending}>
          Create account
        </Button>
      </div>
    </form>
  );
}
