import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { duration } from "../../../lib/format.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Select } from "../../../ui/select.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { useImpersonate } from "../mutations.ts";
import { type ImpersonationValues, impersonationLengths, ImpersonationForm as Schema } from "../schemas.ts";

export interface ImpersonationDialogProps {
  organization: { id: string; name: string };
  onClose: () => void;
  onStarted: () => void;
}

const defaultValues: ImpersonationValues = { reason: "", minutes: "60", mayWrite: false };
const lengths = impersonationLengths.map((value) => ({ value, label: duration(Number(value) * 60) }));

/** Asks for a reason, then opens the organization to this session. */
export function ImpersonationDialog({ organization, onClose, onStarted }: ImpersonationDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Look inside ${organization.name}`}
      description="Its admins and auditors read the reason and everything you change in their audit log."
    >
      <ImpersonationFields organization={organization} onClose={onClose} onStarted={onStarted} />
    </Dialog>
  );
}

function ImpersonationFields({ organization, onClose, onStarted }: ImpersonationDialogProps) {
  const start = useImpersonate(organization.id);
  const form = useForm<ImpersonationValues>({ resolver: zodResolver(Schema), defaultValues });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await start.mutateAsync(values);
      onStarted();
    } catch (error) {
      showServerError(form, error, { reason: "reason", minutes: "minutes" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Reason" error={errors.reason?.message} hint="Who asked, and for what: a ticket, a call.">
        {(control) => <Textarea {...control} {...form.register("reason")} rows={2} />}
      </Field>
      <Field label="Ends after" error={errors.minutes?.message}>
        {(control) => (
          <Controller
            control={form.control}
            name="minutes"
            render={({ field }) => (
              <Select {...control} value={field.value} options={lengths} onChange={field.onChange} />
            )}
          />
        )}
      </Field>
      <Controller
        control={form.control}
        name="mayWrite"
        render={({ field }) => (
          <Field label="May change things" isInline hint="Off, you only read. Switch it on when they asked you to act.">
            {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
          </Field>
        )}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={start.isPending}>
          Look inside
        </Button>
      </div>
    </form>
  );
}
