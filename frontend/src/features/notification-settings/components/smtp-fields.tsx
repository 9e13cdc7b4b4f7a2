import { Controller, type UseFormReturn } from "react-hook-form";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Switch } from "../../../ui/switch.tsx";
import type { MailValues } from "../forms.ts";
import { SecretField } from "./secret-field.tsx";

export interface SmtpFieldsProps {
  form: UseFormReturn<MailValues>;
  blockedPorts: readonly number[];
  hasPassword: boolean;
}

/** A mail server and how to sign in there. */
export function SmtpFields({ form, blockedPorts, hasPassword }: SmtpFieldsProps) {
  const { errors } = form.formState;
  return (
    <>
      <div className="grid items-start gap-5 tablet:grid-cols-[minmax(0,1fr)_140px]">
        <Field label="Server" error={errors.host?.message}>
          {(control) => (
            <Input {...control} {...form.register("host")} autoComplete="off" placeholder="smtp.example.com" />
          )}
        </Field>
        <Field
          label="Port"
          error={errors.port?.message}
          hint={blockedPorts.length === 0 ? undefined : `Not ${blockedPorts.join(" or ")}: blocked on hosted Supabase.`}
        >
          {(control) => <Input {...control} {...form.register("port")} inputMode="numeric" autoComplete="off" />}
        </Field>
      </div>
      <Controller
        control={form.control}
        name="secure"
        render={({ field }) => (
          <Field
            label="TLS from the start"
            isInline
            hint="On for port 465. Off, the connection is encrypted once the server offers it (STARTTLS)."
          >
            {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
          </Field>
        )}
      />
      <div className="grid items-start gap-5 tablet:grid-cols-2">
        <Field label="User name" isOptional error={errors.username?.message}>
          {(control) => <Input {...control} {...form.register("username")} autoComplete="off" />}
        </Field>
        <SecretField
          label="Password"
          isStored={hasPassword}
          isOptional
          error={errors.password?.message}
          registration={form.register("password")}
        />
      </div>
    </>
  );
}
