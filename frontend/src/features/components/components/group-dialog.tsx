import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useSaveGroup } from "../mutations.ts";
import { GroupForm, type GroupValues } from "../schemas.ts";

export interface GroupDialogProps {
  organizationId: string;
  /** Null creates one. */
  group: { id: string; name: string } | null;
  /** Position of a new group. */
  position: number;
  onClose: () => void;
}

/** Creates or renames a group. Mount it to open it. */
export function GroupDialog({ organizationId, group, position, onClose }: GroupDialogProps) {
  const form = useForm<GroupValues>({ resolver: zodResolver(GroupForm), defaultValues: { name: group?.name ?? "" } });
  const save = useSaveGroup(organizationId);
  const verb = group === null ? "Create group" : "Rename group";
  const submit = form.handleSubmit(async ({ name }) => {
    try {
      await save.mutateAsync({ id: group?.id ?? null, name, position });
      showToast({ title: group === null ? `Created the group ${name}` : `Renamed the group to ${name}` });
      onClose();
    } catch (error) {
      showServerError(form, error, { name: "name" });
    }
  });
  return (
    <Dialog isOpen onOpenChange={onClose} title={verb} width={420}>
      <form className="grid gap-4 pt-2" noValidate onSubmit={submit}>
        <FormAlert>{form.formState.errors.root?.message}</FormAlert>
        <Field label="Name" error={form.formState.errors.name?.message}>
          {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={form.formState.isSubmitting}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
