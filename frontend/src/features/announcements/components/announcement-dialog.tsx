import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { fromLocalTime, toLocalTime } from "../local-time.ts";
import { useSaveAnnouncement } from "../mutations.ts";
import type { Announcement } from "../queries.ts";
import { type AnnouncementValues, AnnouncementForm as Schema } from "../schemas.ts";

export interface AnnouncementDialogProps {
  /** Null writes a new one. */
  announcement: Announcement | null;
  onClose: () => void;
}

/** What everybody is to read, and from when until when. */
export function AnnouncementDialog({ announcement, onClose }: AnnouncementDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={announcement === null ? "Write an announcement" : "Change the announcement"}
      description="Everybody with an account reads it at the top of every screen, until they put it away."
    >
      <Form announcement={announcement} onClose={onClose} />
    </Dialog>
  );
}

function Form({ announcement, onClose }: AnnouncementDialogProps) {
  const save = useSaveAnnouncement();
  const form = useForm<AnnouncementValues>({ resolver: zodResolver(Schema), defaultValues: valuesOf(announcement) });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ body, isWarning, startsAt, endsAt }) => {
    try {
      await save.mutateAsync({
        id: announcement?.id ?? crypto.randomUUID(),
        body,
        isWarning,
        startsAt: fromLocalTime(startsAt),
        endsAt: fromLocalTime(endsAt),
      });
      showToast({ title: "Announcement saved" });
      onClose();
    } catch (error) {
      showServerError(form, error, { body: "body" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Text" error={errors.body?.message}>
        {(control) => <Textarea {...control} {...form.register("body")} rows={3} />}
      </Field>
      <Controller
        control={form.control}
        name="isWarning"
        render={({ field }) => (
          <Field label="It is a warning" isInline hint="Stands out, and comes before the others.">
            {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
          </Field>
        )}
      />
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <Field label="From" isOptional hint="Without one, from now on." error={errors.startsAt?.message}>
          {(control) => <Input {...control} {...form.register("startsAt")} type="datetime-local" />}
        </Field>
        <Field label="Until" isOptional hint="Without one, until it is deleted." error={errors.endsAt?.message}>
          {(control) => <Input {...control} {...form.register("endsAt")} type="datetime-local" />}
        </Field>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function valuesOf(announcement: Announcement | null): AnnouncementValues {
  if (announcement === null) return { body: "", isWarning: false, startsAt: "", endsAt: "" };
  const { body, is_warning: isWarning, starts_at: from, ends_at: until } = announcement;
  return { body, isWarning, startsAt: toLocalTime(from), endsAt: until === null ? "" : toLocalTime(until) };
}
