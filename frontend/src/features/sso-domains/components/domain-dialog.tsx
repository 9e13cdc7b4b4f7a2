import { zodResolver } from "@hookform/resolvers/zod";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { roleNames, roleSummaries } from "../../../lib/permissions.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useSaveSsoDomain } from "../mutations.ts";
import type { SsoDomain } from "../queries.ts";
import { noOrganization, SsoDomainForm as Schema, type SsoDomainValues, ssoRoles } from "../schemas.ts";

export interface DomainDialogProps {
  /** Null adds one. */
  domain: SsoDomain | null;
  organizations: readonly { id: string; name: string }[];
  onClose: () => void;
}

/** A domain, who vouches for it, and where its people go. */
export function DomainDialog(props: DomainDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={props.onClose}
      title={props.domain === null ? "Add a domain" : props.domain.domain}
      description="It counts once its owner has proven it by a record in DNS. Another provider has to be proven anew."
    >
      <Form {...props} />
    </Dialog>
  );
}

const roleOptions = ssoRoles.map((role) => ({ value: role, label: roleNames[role], detail: roleSummaries[role] }));

function Form({ domain, organizations, onClose }: DomainDialogProps) {
  const save = useSaveSsoDomain();
  const form = useForm<SsoDomainValues>({ resolver: zodResolver(Schema), defaultValues: valuesOf(domain) });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await save.mutateAsync(values);
      showToast({ title: `Saved ${values.domain}` });
      onClose();
    } catch (error) {
      showServerError(form, error, { domain: "domain", provider: "provider", default_role: "role" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <Field label="Domain" error={errors.domain?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("domain")}
            readOnly={domain !== null}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="example.com"
          />
        )}
      </Field>
      <Field
        label="Identity provider"
        hint="Its id in the auth server: sso:… for SAML, custom:… for OpenID Connect."
        error={errors.provider?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("provider")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="custom:okta"
            className="font-mono"
          />
        )}
      </Field>
      <Field label="Its people become members of">
        {(control) => (
          <Controller
            control={form.control}
            name="organization"
            render={({ field }) => (
              <Select
                {...control}
                value={field.value}
                options={[
                  { value: noOrganization, label: "No organization" },
                  ...organizations.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onChange={field.onChange}
              />
            )}
          />
        )}
      </Field>
      <Field label="In the role" error={errors.role?.message}>
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
        <Button type="submit" variant="primary" isBusy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function valuesOf(domain: SsoDomain | null): SsoDomainValues {
  return {
    domain: domain?.domain ?? "",
    provider: domain?.provider ?? "",
    organization: domain?.organization_id ?? noOrganization,
    role: ssoRoles.find((role) => role === domain?.default_role) ?? "viewer",
  };
}
