import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { channelNames } from "../../../lib/channels.ts";
import type { NotificationChannel } from "../../../lib/database.ts";
import { showServerError } from "../../../lib/form-errors.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { type ContactValues, type ContactWay, contactForm, contactValues, ways } from "../contact-form.ts";
import { useSaveContact } from "../mutations.ts";
import type { Contact } from "../queries.ts";
import { QuietFields } from "./quiet-fields.tsx";

export interface ContactDialogProps {
  organizationId: string;
  /** The contact to change; null for a new one. */
  contact: Contact | null;
  /** Members that are no contacts yet. */
  members: readonly { userId: string; name: string; email: string }[];
  channels: readonly NotificationChannel[];
  onClose: () => void;
}

/** Adds a contact, or changes name and quiet hours of one. */
export function ContactDialog(props: ContactDialogProps) {
  const { contact, onClose } = props;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={contact === null ? "Add a contact" : `Edit ${contact.name}`}
      {...(contact === null
        ? { description: "Members are told at the address of their account. Everybody else has to confirm first." }
        : {})}
    >
      <ContactFields {...props} />
    </Dialog>
  );
}

const addresses = {
  member: null,
  email: { label: "E-mail address", placeholder: "oncall@example.com", type: "email" },
  sms: { label: "Phone number", placeholder: "+49 151 23456789", type: "tel" },
  call: { label: "Phone number", placeholder: "+49 151 23456789", type: "tel" },
  slack: { label: "Incoming webhook", placeholder: "https://hooks.slack.com/services/…", type: "url" },
  teams: { label: "Address of the workflow", placeholder: "https://…", type: "url" },
  discord: { label: "Webhook of the channel", placeholder: "https://discord.com/api/webhooks/…", type: "url" },
  webhook: { label: "Web address", placeholder: "https://pager.example.com/alerts", type: "url" },
} satisfies Record<ContactWay, { label: string; placeholder: string; type: string } | null>;

function ContactFields({ organizationId, contact, members, channels, onClose }: ContactDialogProps) {
  const save = useSaveContact(organizationId);
  // Kept over retries: trying again cannot add it twice.
  const [id] = useState(() => contact?.id ?? crypto.randomUUID());
  const form = useForm<ContactValues>({
    resolver: zodResolver(contactForm(contact === null)),
    defaultValues: contactValues(contact, browserZone()),
  });
  const { errors } = form.formState;
  const way = form.watch("way");
  const address = addresses[way];
  const options = ways
    .filter(({ way: offered, channel }) => offered === "member" || channels.includes(channel))
    .map(({ way: value, channel }) => ({ value, label: value === "member" ? "Member" : channelNames[channel] }));

  const submit = form.handleSubmit(async (values) => {
    try {
      await save.mutateAsync({ id, values });
      const isAsked = contact === null && way !== "member";
      showToast({ title: isAsked ? `Asked ${values.name.trim()} to confirm` : `Saved ${values.name.trim()}` });
      onClose();
    } catch (error) {
      showServerError(form, error, {
        name: "name",
        user_id: "user_id",
        address: "address",
        channel: "way",
        quiet_from: "quiet_from",
        quiet_until: "quiet_until",
        quiet_days: "quiet_days",
        time_zone: "time_zone",
      });
    }
  });

  function chooseMember(userId: string) {
    form.setValue("user_id", userId, { shouldDirty: true });
    form.clearErrors("user_id");
    const member = members.find((one) => one.userId === userId);
    if (member !== undefined && form.getValues("name") === "") form.setValue("name", member.name.slice(0, 80));
  }

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      {contact === null ? (
        <>
          <Field label="Who or where" error={errors.way?.message}>
            {(control) => (
              <Controller
                control={form.control}
                name="way"
                render={({ field }) => (
                  <Select {...control} value={field.value} options={options} onChange={field.onChange} />
                )}
              />
            )}
          </Field>
          {address === null ? (
            <Field
              label="Member"
              error={errors.user_id?.message}
              hint={members.length === 0 ? "Every member is a contact already." : undefined}
            >
              {(control) => (
                <Select
                  {...control}
                  value={form.watch("user_id")}
                  options={members.map(({ userId, name, email }) => ({ value: userId, label: name, detail: email }))}
                  onChange={chooseMember}
                  isDisabled={members.length === 0}
                />
              )}
            </Field>
          ) : (
            <Field label={address.label} error={errors.address?.message}>
              {(control) => (
                <Input
                  {...control}
                  {...form.register("address")}
                  type={address.type}
                  placeholder={address.placeholder}
                  autoComplete="off"
                />
              )}
            </Field>
          )}
        </>
      ) : null}
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
      </Field>
      <QuietFields form={form} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={save.isPending}>
          {contact === null ? (address === null ? "Add contact" : "Ask to confirm") : "Save"}
        </Button>
      </div>
    </form>
  );
}
