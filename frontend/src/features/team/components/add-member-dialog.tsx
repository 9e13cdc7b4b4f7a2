import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { roleNames, roleSummaries, roles } from "../../../lib/permissions.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useAddMember } from "../mutations.ts";
import { type AddMemberValues, AddMemberForm as Schema } from "../schemas.ts";

export const roleOptions = roles.map((role) => ({ value: role, label: roleNames[role], detail: roleSummaries[role] }));

export interface AddMemberDialogProps {
  organizationId: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

export function AddMemberDialog({ organizationId, isOpen, onOpenChange }: AddMemberDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add a member"
      description="They need an account on this Heliograph first."
    >
      <AddMember organizationId={organizationId} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

const defaultValues: AddMemberValues = { email: "", role: "editor" };

function AddMember({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const add = useAddMember(organizationId);
  const form = useForm({ resolver: zodResolver(Schema), defaultValues });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await add.mutateAsync(values);
      showToast({ title: `${values.email} added as ${roleNames[values.role].toLowerCase()}` });
      onClose();
    } catch (error) {
      showServerError(form, error, { email: "email", role: "role" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="E-mail address" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="off" />}
      </Field>
      <Field label="Role" error={errors.role?.message}>
        {(control) => (
          <Controller
            control={form.control}
            name="role"
            render={({ field }) => (
              <Select {...control} value={field.value} options={roleOptions} onChange={field.onChange} />
            )}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={add.isPending}>
          Add member
        </Button>
      </div>
    </form>
  );
}
