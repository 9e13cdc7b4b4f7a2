import { useState } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useDeleteAccount } from "../mutations.ts";

export interface DeleteAccountProps {
  email: string;
  /** The account is gone, and its session with it. */
  onDeleted: () => void;
}

/** The way out, for good. */
export function DeleteAccountCard({ email, onDeleted }: DeleteAccountProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card>
      <CardHeader title="Delete your account" />
      <div className="grid justify-items-start gap-3 p-4">
        <p className="max-w-[60ch] text-text-2">
          Your account, your sessions and every organization in which you are the only member are deleted at once and
          for good. What you did stays in the audit logs of the others, without your name and address.
        </p>
        <Button variant="danger" onClick={() => setOpen(true)}>
          Delete my account
        </Button>
      </div>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title="Delete your account?"
        description="This cannot be undone."
        width={440}
      >
        <DeleteForm email={email} onCancel={() => setOpen(false)} onDeleted={onDeleted} />
      </Dialog>
    </Card>
  );
}

function DeleteForm({ email, onCancel, onDeleted }: DeleteAccountProps & { onCancel: () => void }) {
  const remove = useDeleteAccount();
  const form = useForm({ defaultValues: { confirmation: "" } });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ confirmation }) => {
    try {
      await remove.mutateAsync(confirmation);
      onDeleted();
    } catch (error) {
      showServerError(form, error, { confirmation: "confirmation" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label={`Type ${email} to delete your account`} error={errors.confirmation?.message}>
        {(control) => <Input {...control} {...form.register("confirmation")} autoComplete="off" spellCheck={false} />}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="danger" isBusy={remove.isPending}>
          Delete my account
        </Button>
      </div>
    </form>
  );
}
