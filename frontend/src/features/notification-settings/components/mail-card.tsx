import { zodResolver } from "@hookform/resolvers/zod";
import { Building2, Server, Zap } from "lucide-react";
import { useMemo } from "react";
import { Controller, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { KindPicker } from "../../../ui/kind-picker.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { type MailValues, mailForm, mailProvider, mailValues, mailWays } from "../forms.ts";
import { useSaveProvider, useSendTest } from "../mutations.ts";
import type { Providers } from "../providers.ts";
import { SecretField } from "./secret-field.tsx";
import { SmtpFields } from "./smtp-fields.tsx";
import { TestResult } from "./test-result.tsx";

export interface MailCardProps {
  /** Null for the instance. */
  organizationId: string | null;
  providers: Providers;
  /** Ports that messages cannot leave through. */
  blockedPorts: readonly number[];
}

const fields = {
  host: "host",
  port: "port",
  username: "username",
  from_address: "from_address",
  from_name: "from_name",
  reply_to: "reply_to",
} as const satisfies Record<string, keyof MailValues>;

/** How mails leave, and under which name. Mount it anew for other providers. */
export function MailCard({ organizationId, providers, blockedPorts }: MailCardProps) {
  const hasKey = providers.resend?.hasSecrets ?? false;
  const schema = useMemo(() => mailForm(blockedPorts, hasKey), [blockedPorts, hasKey]);
  const isOfInstance = organizationId === null;
  const form = useForm<MailValues>({
    resolver: zodResolver(schema),
    defaultValues: mailValues(providers, isOfInstance ? "smtp" : "instance"),
  });
  const { errors, isDirty } = form.formState;
  const guard = useUnsavedGuard(() => form.formState.isDirty && !form.formState.isSubmitting);
  const save = useSaveProvider(organizationId);
  const test = useSendTest(organizationId);
  const way = form.watch("way");
  const { shared } = providers;

  const submit = form.handleSubmit(async (values) => {
    try {
      await save.mutateAsync(mailProvider(values));
      test.reset();
      form.reset({ ...values, password: "", api_key: "", webhook_secret: "" });
      showToast({ title: "Changes saved" });
    } catch (error) {
      const secret = values.way === "resend" ? "api_key" : "password";
      showServerError(form, error, { ...fields, secret });
    }
  });

  return (
    <Card>
      <UnsavedDialog guard={guard} />
      <CardHeader title="E-mail" />
      <form noValidate onSubmit={submit} className="grid gap-5 p-4">
        <FormAlert>{errors.root?.message}</FormAlert>
        <Controller
          control={form.control}
          name="way"
          render={({ field }) => (
            <KindPicker
              label="How mails leave"
              value={field.value}
              options={ways(shared).filter(({ value }) => !isOfInstance || value !== "instance")}
              onChange={field.onChange}
              columns={isOfInstance ? 2 : 3}
            />
          )}
        />
        {way === "smtp" ? (
          <SmtpFields form={form} blockedPorts={blockedPorts} hasPassword={providers.smtp?.hasSecrets ?? false} />
        ) : null}
        {way === "resend" ? (
          <>
            <SecretField
              label="API key"
              isStored={hasKey}
              hint="From resend.com, with the right to send."
              error={errors.api_key?.message}
              registration={form.register("api_key")}
            />
            <SecretField
              label="Webhook signing secret"
              isStored={hasKey}
              isOptional
              hint="Of the webhook that reports bounces and complaints."
              error={errors.webhook_secret?.message}
              registration={form.register("webhook_secret")}
            />
          </>
        ) : null}
        {way === "instance" ? null : (
          <Field
            label="From address"
            error={errors.from_address?.message}
            hint="Its domain must allow this server to send for it (SPF, DKIM)."
          >
            {(control) => (
              <Input
                {...control}
                {...form.register("from_address")}
                type="email"
                autoComplete="off"
                placeholder="status@example.com"
              />
            )}
          </Field>
        )}
        <div className="grid items-start gap-5 tablet:grid-cols-2">
          <Field
            label="Sender name"
            isOptional
            error={errors.from_name?.message}
            hint="Without one, the title of the status page."
          >
            {(control) => <Input {...control} {...form.register("from_name")} autoComplete="off" />}
          </Field>
          <Field
            label="Reply-to address"
            isOptional
            error={errors.reply_to?.message}
            hint="Where answers of readers go."
          >
            {(control) => <Input {...control} {...form.register("reply_to")} type="email" autoComplete="off" />}
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" isBusy={save.isPending}>
            Save changes
          </Button>
          <Button disabled={isDirty} isBusy={test.isPending} onClick={() => test.mutate({ channel: "email" })}>
            Send test message
          </Button>
          <p className="text-[12.5px]/[18px] text-text-3">
            {isDirty
              ? "Save first: the test uses the saved settings."
              : "Goes to your own address, with the saved settings."}
          </p>
        </div>
        <TestResult result={test.data} error={test.error} isPending={test.isPending} />
      </form>
    </Card>
  );
}

function ways({ fromAddress }: Providers["shared"]) {
  const details = {
    instance:
      fromAddress === null ? "None is set up: without a server of your own no mail leaves" : `From ${fromAddress}`,
    smtp: "A mail server of your own",
    resend: "Your account at resend.com",
  };
  const labels = { instance: "This site's mail server", smtp: "SMTP", resend: "Resend" };
  const icons = { instance: Building2, smtp: Server, resend: Zap };
  return mailWays.map((value) => ({ value, label: labels[value], detail: details[value], icon: icons[value] }));
}
