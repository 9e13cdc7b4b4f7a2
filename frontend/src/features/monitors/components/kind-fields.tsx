import { dnsRecordTypes } from "@heliograph/shared/domain/checks.ts";
import { Controller, type UseFormReturn } from "react-hook-form";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { Switch } from "../../../ui/switch.tsx";
import { Textarea } from "../../../ui/textarea.tsx";
import { hasBody, httpMethods, type MonitorValues } from "../monitor-form.ts";
import { HeaderLines } from "./header-lines.tsx";

type Form = UseFormReturn<MonitorValues>;

/** What is asked of each kind. */
export function KindFields({ form }: { form: Form }) {
  const kind = form.watch("kind");
  switch (kind) {
    case "http":
      return <HttpFields form={form} />;
    case "tcp":
      return (
        <Pair>
          <HostField form={form} label="Host" hint="A name or an IP address." />
          <TextField form={form} name="port" label="Port" inputMode="numeric" />
        </Pair>
      );
    case "ping":
      return (
        <Pair>
          <HostField form={form} label="Host" hint="A name or an IP address." />
          <TextField
            form={form}
            name="packets"
            label="Packets"
            hint="1 to 10. One reply is enough."
            inputMode="numeric"
          />
        </Pair>
      );
    case "dns":
      return <DnsFields form={form} />;
    case "tls":
      return (
        <>
          <Pair>
            <HostField form={form} label="Host" hint="The server that shows the certificate." />
            <TextField form={form} name="port" label="Port" inputMode="numeric" />
          </Pair>
          <TextField
            form={form}
            name="server_name"
            label="Name in the certificate"
            isOptional
            hint="The host's own name if left empty."
          />
        </>
      );
    case "heartbeat":
      return (
        <p className="max-w-[70ch] text-[13px]/5 text-text-2">
          Nothing is asked: your job or device calls a push URL, for example at the end of a backup. You get the URL
          when the monitor is saved.
        </p>
      );
  }
}

function Pair({ children }: { children: React.ReactNode }) {
  return <div className="grid items-start gap-4 tablet:grid-cols-[minmax(0,1fr)_160px]">{children}</div>;
}

type TextName = "url" | "host" | "port" | "packets" | "resolver" | "server_name" | "username" | "expected_status";

interface TextFieldProps {
  form: Form;
  name: TextName;
  label: string;
  hint?: string;
  isOptional?: boolean;
  inputMode?: "numeric" | "url";
  isMono?: boolean;
}

function TextField({ form, name, label, hint, isOptional = false, inputMode, isMono = false }: TextFieldProps) {
  return (
    <Field
      label={label}
      isOptional={isOptional}
      error={form.formState.errors[name]?.message}
      {...(hint === undefined ? {} : { hint })}
    >
      {(control) => (
        <Input
          {...control}
          {...form.register(name)}
          autoComplete="off"
          spellCheck={false}
          className={isMono ? "font-mono text-[12.5px]!" : ""}
          {...(inputMode === undefined ? {} : { inputMode })}
        />
      )}
    </Field>
  );
}

function HostField({ form, label, hint }: { form: Form; label: string; hint: string }) {
  return <TextField form={form} name="host" label={label} hint={hint} isMono />;
}

function HttpFields({ form }: { form: Form }) {
  const method = form.watch("method");
  const { errors } = form.formState;
  const lineErrors = Object.fromEntries(
    (Array.isArray(errors.headers) ? errors.headers : []).map((line, index) => [index, line?.name?.message]),
  );
  return (
    <>
      <div className="grid items-start gap-4 tablet:grid-cols-[120px_minmax(0,1fr)]">
        <Controller
          control={form.control}
          name="method"
          render={({ field }) => (
            <Field label="Method">
              {(control) => (
                <Select
                  {...control}
                  value={field.value}
                  options={httpMethods.map((value) => ({ value, label: value }))}
                  onChange={field.onChange}
                />
              )}
            </Field>
          )}
        />
        <TextField form={form} name="url" label="Web address" inputMode="url" isMono />
      </div>
      {hasBody(method) ? (
        <Field label="Body" isOptional error={errors.body?.message}>
          {(control) => <Textarea {...control} {...form.register("body")} className="font-mono text-[12.5px]!" />}
        </Field>
      ) : null}
      <TextField
        form={form}
        name="expected_status"
        label="Status codes that count as up"
        hint="Codes and ranges, such as 200-299,304."
      />
      <Controller
        control={form.control}
        name="headers"
        render={({ field }) => (
          <div className="grid gap-1.5">
            <span className="font-medium text-[13px]/[18px]">
              Headers <span className="font-normal text-text-3">(optional)</span>
            </span>
            <HeaderLines label="Header" lines={field.value} onChange={field.onChange} errors={lineErrors} />
          </div>
        )}
      />
      <Toggle
        form={form}
        name="follow_redirects"
        label="Follow redirects"
        hint="Up to five. Credentials stay with their host."
      />
      <Toggle form={form} name="verify_tls" label="Check the certificate" hint="It must be valid for the name." />
    </>
  );
}

interface ToggleProps {
  form: Form;
  name: "follow_redirects" | "verify_tls";
  label: string;
  hint: string;
}

function Toggle({ form, name, label, hint }: ToggleProps) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <Field label={label} hint={hint} isInline>
          {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
        </Field>
      )}
    />
  );
}

function DnsFields({ form }: { form: Form }) {
  return (
    <>
      <div className="grid items-start gap-4 tablet:grid-cols-[120px_minmax(0,1fr)]">
        <Controller
          control={form.control}
          name="record_type"
          render={({ field }) => (
            <Field label="Record">
              {(control) => (
                <Select
                  {...control}
                  value={field.value}
                  options={dnsRecordTypes.map((value) => ({ value, label: value }))}
                  onChange={field.onChange}
                />
              )}
            </Field>
          )}
        />
        <HostField form={form} label="Name" hint="Such as northwind.example." />
      </div>
      <TextField
        form={form}
        name="resolver"
        label="Name server"
        isOptional
        isMono
        hint="IP address of the server to ask; the probe's own if left empty."
      />
    </>
  );
}
