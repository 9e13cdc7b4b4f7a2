import { zodResolver } from "@hookform/resolvers/zod";
import { useMemo, useState } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { plainNumber, type TwilioValues, twilioForm, twilioProvider, twilioValues } from "../forms.ts";
import { useRemoveProvider, useSaveProvider, useSendTest } from "../mutations.ts";
import type { Providers } from "../providers.ts";
import { SecretField } from "./secret-field.tsx";
import { TestResult } from "./test-result.tsx";

const fields = {
  account_sid: "account_sid",
  from: "from",
  call_from: "call_from",
  secret: "auth_token",
} as const satisfies Record<string, keyof TwilioValues>;

export interface TwilioCardProps {
  /** Null for the instance. */
  organizationId: string | null;
  providers: Providers;
}

/** The account that texts and calls leave through. Mount it anew for another account. */
export function TwilioCard({ organizationId, providers }: TwilioCardProps) {
  const { twilio, shared } = providers;
  const hasToken = twilio?.hasSecrets ?? false;
  const schema = useMemo(() => twilioForm(hasToken), [hasToken]);
  const form = useForm<TwilioValues>({ resolver: zodResolver(schema), defaultValues: twilioValues(providers) });
  const { errors, isDirty } = form.formState;
  const guard = useUnsavedGuard(() => form.formState.isDirty && !form.formState.isSubmitting);
  const save = useSaveProvider(organizationId);
  const remove = useRemoveProvider(organizationId);
  const [isRemoving, setRemoving] = useState(false);

  const submit = form.handleSubmit(async (values) => {
    try {
      await save.mutateAsync(twilioProvider(values));
      form.reset({ ...values, auth_token: "" });
      showToast({ title: "Changes saved" });
    } catch (error) {
      showServerError(form, error, fields);
    }
  });

  return (
    <Card>
      <UnsavedDialog guard={guard} />
      <CardHeader title="SMS and phone calls" note="through Twilio" />
      <form noValidate onSubmit={submit} className="grid gap-5 p-4">
        <FormAlert>{errors.root?.message}</FormAlert>
        {twilio === null ? (
          <p className="text-[13px]/5 text-text-2">
            {organizationId === null
              ? "Organizations without an account of their own text and call through this one, at your expense."
              : shared.from === null
                ? "Readers can follow your pages by SMS and by phone once an account is set."
                : `Texts leave through this site's account, from ${shared.from}. An account of your own replaces it.`}
          </p>
        ) : null}
        <Field label="Account SID" error={errors.account_sid?.message}>
          {(control) => (
            <Input
              {...control}
              {...form.register("account_sid")}
              autoComplete="off"
              spellCheck={false}
              placeholder="AC…"
            />
          )}
        </Field>
        <SecretField
          label="Auth token"
          isStored={hasToken}
          error={errors.auth_token?.message}
          registration={form.register("auth_token")}
        />
        <div className="grid items-start gap-5 tablet:grid-cols-2">
          <Field label="Texts come from" error={errors.from?.message} hint="A number of the account, or a sender name.">
            {(control) => (
              <Input {...control} {...form.register("from")} autoComplete="off" placeholder="+49 151 23456789" />
            )}
          </Field>
          <Field
            label="Calls come from"
            isOptional
            error={errors.call_from?.message}
            hint="A number that can make calls. Without one, that of the texts."
          >
            {(control) => <Input {...control} {...form.register("call_from")} type="tel" autoComplete="off" />}
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" isBusy={save.isPending}>
            Save changes
          </Button>
          {twilio === null ? null : <Button onClick={() => setRemoving(true)}>Remove the account</Button>}
        </div>
      </form>
      {twilio === null ? null : <SmsTest organizationId={organizationId} isOff={isDirty} />}
      <ConfirmDialog
        isOpen={isRemoving}
        onOpenChange={setRemoving}
        title="Remove the Twilio account?"
        description={
          shared.from === null
            ? "Texts and calls wait until another account is set. The auth token is deleted."
            : "Texts and calls leave through this site's account again. The auth token is deleted."
        }
        action="Remove"
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate({ provider: "twilio", name: "Twilio account" }, { onSettled: () => setRemoving(false) })
        }
      />
    </Card>
  );
}

function SmsTest({ organizationId, isOff }: { organizationId: string | null; isOff: boolean }) {
  const test = useSendTest(organizationId);
  const [to, setTo] = useState("");
  return (
    <form
      noValidate
      className="grid gap-3 border-border border-t p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!test.isPending) test.mutate({ channel: "sms", to: plainNumber(to) });
      }}
    >
      <Field label="Try it" hint={isOff ? "Save first: the test uses what is stored." : "One text, on this account."}>
        {(control) => (
          <div className="flex flex-wrap gap-2">
            <Input
              {...control}
              type="tel"
              className="min-w-0 flex-1 basis-44"
              value={to}
              placeholder="+49 151 23456789"
              autoComplete="off"
              onChange={(event) => setTo(event.target.value)}
            />
            <Button type="submit" disabled={isOff || to.trim() === ""} isBusy={test.isPending}>
              Send test message
            </Button>
          </div>
        )}
      </Field>
      <TestResult result={test.data} error={test.error} isPending={test.isPending} />
    </form>
  );
}
