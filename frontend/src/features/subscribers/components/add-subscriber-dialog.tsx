import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { channelNames } from "../../../lib/channels.ts";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { importChannels } from "../csv.ts";
import { type ImportOutcome, useImportSubscribers } from "../mutations.ts";
import { type AddSubscriberValues, AddSubscriberForm as Schema } from "../schemas.ts";

export interface AddSubscriberDialogProps {
  organizationId: string;
  pages: readonly { id: string; title: string }[];
  isOpen: boolean;
  onClose: () => void;
}

/** Asks one address to confirm a subscription. */
export function AddSubscriberDialog({ organizationId, pages, isOpen, onClose }: AddSubscriberDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onClose}
      title="Add a subscriber"
      description="They are asked to confirm first. Until then nothing else is sent."
    >
      <AddSubscriber organizationId={organizationId} pages={pages} onClose={onClose} />
    </Dialog>
  );
}

const refusals: Partial<Record<ImportOutcome, string>> = {
  invalid: "This is no address of this kind.",
  known: "This address follows the page already, or was asked to confirm.",
  ended: "This address has unsubscribed or does not work. Its owner can subscribe again on the page.",
};

const placeholders = { email: "mara@example.com", sms: "+49 151 23456789" } as const;

function AddSubscriber({ organizationId, pages, onClose }: Omit<AddSubscriberDialogProps, "isOpen">) {
  const add = useImportSubscribers(organizationId);
  const defaultValues: AddSubscriberValues = { page: pages[0]?.id ?? "", channel: "email", address: "" };
  const form = useForm({ resolver: zodResolver(Schema), defaultValues });
  const { errors } = form.formState;
  const channel = form.watch("channel");

  const submit = form.handleSubmit(async (values) => {
    try {
      const [outcome = "invalid"] = await add.mutateAsync({
        pageId: values.page,
        channel: values.channel,
        addresses: [values.address],
      });
      const refusal = refusals[outcome];
      if (refusal !== undefined) {
        form.setError("address", { message: refusal }, { shouldFocus: true });
        return;
      }
      showToast({ title: `Asked ${values.address} to confirm` });
      onClose();
    } catch (error) {
      showServerError(form, error, { addresses: "address", channel: "channel" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      {pages.length < 2 ? null : (
        <Field label="Status page">
          {(control) => (
            <Controller
              control={form.control}
              name="page"
              render={({ field }) => (
                <Select
                  {...control}
                  value={field.value}
                  options={pages.map(({ id, title }) => ({ value: id, label: title }))}
                  onChange={field.onChange}
                />
              )}
            />
          )}
        </Field>
      )}
      <Field
        label="Channel"
        hint={channel === "sms" ? "SMS needs the organization’s own Twilio account." : undefined}
        error={errors.channel?.message}
      >
        {(control) => (
          <Controller
            control={form.control}
            name="channel"
            render={({ field }) => (
              <Select
                {...control}
                value={field.value}
                options={importChannels.map((value) => ({ value, label: channelNames[value] }))}
                onChange={field.onChange}
              />
            )}
          />
        )}
      </Field>
      <Field label={channel === "email" ? "E-mail address" : "Phone number"} error={errors.address?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("address")}
            type={channel === "email" ? "email" : "tel"}
            placeholder={placeholders[channel]}
            autoComplete="off"
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={add.isPending}>
          Ask to confirm
        </Button>
      </div>
    </form>
  );
}
