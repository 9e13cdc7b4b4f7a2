import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useUpdateName } from "../mutations.ts";
import { NameForm as Schema } from "../schemas.ts";

export interface NameFormProps {
  userId: string;
  name: string;
}

/** The name that team mates see. */
export function NameForm({ userId, name }: NameFormProps) {
  const update = useUpdateName(userId);
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: { fullName: name } });
  const { errors } = form.formState;

  useEffect(() => {
    if (!form.formState.isDirty) form.reset({ fullName: name });
  }, [form, name]);

  const submit = form.handleSubmit(async ({ fullName }) => {
    try {
      await update.mutateAsync(fullName);
      form.reset({ fullName });
      showToast({ title: "Name saved" });
    } catch (error) {
      showServerError(form, error, { full_name: "fullName" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field
        label="Name"
        hint="Team mates see it beside what you do."
        error={errors.fullName?.message}
        className="max-w-[420px]"
      >
        {(control) => <Input {...control} {...form.register("fullName")} autoComplete="name" />}
      </Field>
      <div>
        <Button type="submit" variant="primary" isBusy={update.isPending}>
          Save name
        </Button>
      </div>
    </form>
  );
}
