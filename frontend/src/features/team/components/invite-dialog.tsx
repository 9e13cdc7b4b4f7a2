import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import { sentence } from "../../../lib/form-errors.ts";
import { instanceStateQuery } from "../../../lib/instance-state.ts";
import { roleNames, roleSummaries, roles } from "../../../lib/permissions.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { useInviteMembers } from "../mutations.ts";
import { type InviteValues, InviteForm as Schema } from "../schemas.ts";

export const roleOptions = roles.map((role) => ({ value: role, label: roleNames[role], detail: roleSummaries[role] }));

export interface InviteDialogProps {
  organizationId: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

export function InviteDialog({ organizationId, isOpen, onOpenChange }: InviteDialogProps) {
  const { data: instance } = useQuery(instanceStateQuery());
  const closed =
    instance?.sign_up === "closed"
      ? " The master administrator makes the accounts here: whoever has none may need one first."
      : "";
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Invite members"
      description={`Each gets a mail with a link that is valid for seven days. Only the invited address can use it.${closed}`}
    >
      <Invite organizationId={organizationId} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

const defaultValues: InviteValues = { emails: "", role: "editor" };

function Invite({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const invite = useInviteMembers(organizationId);
  const form = useForm({ resolver: zodResolver(Schema), defaultValues });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    const outcomes = await invite.mutateAsync(values);
    const refused = outcomes.flatMap(({ email, refusal }) => (refusal === null ? [] : [{ email, refusal }]));
    const invited = outcomes.filter(({ refusal }) => refusal === null);
    if (invited.length > 0) {
      const whom = invited.length === 1 ? invited[0]?.email : `${invited.length} people`;
      showToast({ title: `Invited ${whom} as ${roleNames[values.role].toLowerCase()}` });
    }
    if (refused.length === 0) {
      onClose();
      return;
    }
    // Those that are left can be mended and sent again.
    form.setValue("emails", refused.map(({ email }) => email).join("\n"));
    const reasons = refused.map(({ email, refusal }) => `${email}: ${sentence(refusal)}`);
    form.setError("emails", { type: "server", message: reasons.join(" ") }, { shouldFocus: true });
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <Field
        label="E-mail addresses"
        hint="Several at once: one a line, or with commas between them."
        error={errors.emails?.message}
      >
        {(control) => (
          <Textarea {...control} {...form.register("emails")} rows={3} autoComplete="off" spellCheck={false} />
        )}
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
        <Button type="submit" variant="primary" isBusy={invite.isPending}>
          Send invitations
        </Button>
      </div>
    </form>
  );
}
