import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useCreateApiKey } from "../mutations.ts";
import { type ApiKeyValues, ApiKeyForm as Schema } from "../schemas.ts";
import { apiScopes, expiries, expiryNames, scopeNames } from "../scopes.ts";

export interface CreateKeyDialogProps {
  organizationId: string;
  onClose: () => void;
  /** The key is made and there to be shown. */
  onCreated: (key: string) => void;
}

/** A key for a program: its name, what it may do, how long. */
export function CreateKeyDialog(props: CreateKeyDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title="Create an API key"
      description="For a program of yours. It may do what you choose here, whoever holds it."
    >
      <Create {...props} />
    </Dialog>
  );
}

const defaultValues: ApiKeyValues = { name: "", scopes: ["organization.read"], expiry: "90" };
const expiryOptions = expiries.map((value) => ({ value, label: expiryNames[value] }));

function Create({ organizationId, onClose, onCreated }: CreateKeyDialogProps) {
  const create = useCreateApiKey(organizationId);
  const form = useForm<ApiKeyValues>({ resolver: zodResolver(Schema), defaultValues });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      onCreated(await create.mutateAsync(values));
    } catch (error) {
      showServerError(form, error, { name: "name", scopes: "scopes", expires_at: "expiry" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Name" hint="Where it is used: “Deploy pipeline”." error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register("name")} autoComplete="off" />}
      </Field>
      <Controller
        control={form.control}
        name="scopes"
        render={({ field }) => (
          <Field label="It may" error={errors.scopes?.message}>
            {(control) => (
              // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be the target of the field's label
              <div {...control} role="group" tabIndex={-1} ref={field.ref} className="grid gap-1 outline-none">
                {apiScopes.map((scope) => (
                  <Checkbox
                    key={scope}
                    checked={field.value.includes(scope)}
                    onChange={(isChecked) =>
                      field.onChange(
                        apiScopes.filter((each) => (each === scope ? isChecked : field.value.includes(each))),
                      )
                    }
                  >
                    {scopeNames[scope]}
                  </Checkbox>
                ))}
              </div>
            )}
          </Field>
        )}
      />
      <Field label="Expires" error={errors.expiry?.message}>
        {(control) => (
          <Controller
            control={form.control}
            name="expiry"
            render={({ field }) => (
              <Select {...control} value={field.value} options={expiryOptions} onChange={field.onChange} />
            )}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={create.isPending}>
          Create key
        </Button>
      </div>
    </form>
  );
}
