import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { type ReasonValues, ReasonForm as Schema } from "../schemas.ts";

export interface ReasonDialogProps {
  /** Names the thing: "Suspend Northwind?" */
  title: string;
  /** Names the consequence. */
  description: string;
  /** Who reads the reason. */
  hint: string;
  /** The verb. */
  action: string;
  /** Rejects with the server's refusal; closes the dialog otherwise. */
  onSubmit: (reason: string) => Promise<void>;
  onClose: () => void;
}

/** Asks why before something that others will ask about. */
export function ReasonDialog({ title, description, hint, action, onSubmit, onClose }: ReasonDialogProps) {
  const form = useForm<ReasonValues>({ resolver: zodResolver(Schema), defaultValues: { reason: "" } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ reason }) => {
    try {
      await onSubmit(reason);
      onClose();
    } catch (error) {
      showServerError(form, error, { reason: "reason" });
    }
  });

  return (
    <Dialog isOpen onOpenChange={onClose} title={title} description={description}>
      <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
        <FormAlert>{errors.root?.message}</FormAlert>
        <Field label="Reason" hint={hint} error={errors.reason?.message}>
          {(control) => <Textarea {...control} {...form.register("reason")} rows={2} />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" isBusy={isSubmitting}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
