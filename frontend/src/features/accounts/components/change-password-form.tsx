import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { useSendPasswordCode, useSetPassword } from "../mutations.ts";
import { ChangePasswordForm as Schema } from "../schemas.ts";
import { NewPasswordField } from "./password-field.tsx";

const empty = { password: "", nonce: "" };

/** Another password for whoever is signed in. A session older than a day has to prove itself by a mailed code. */
export function ChangePasswordForm({ email, name }: { email: string; name: string }) {
  const [isCodeAsked, setCodeAsked] = useState(false);
  const setPassword = useSetPassword();
  const sendCode = useSendPasswordCode();
  const form = useForm({ resolver: zodResolver(Schema), defaultValues: empty });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async ({ password, nonce }) => {
    try {
      const outcome = await setPassword.mutateAsync({ password, ...(nonce !== "" && { nonce }) });
      if (outcome === "code") {
        setCodeAsked(true);
        return;
      }
      setCodeAsked(false);
      form.reset(empty);
      showToast({ title: "Password saved", text: "Every other session of yours was ended." });
    } catch (error) {
      showServerError(form, error, { password: "password", nonce: "nonce" });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid max-w-[420px] gap-4">
      <FormAlert>{errors.root?.message}</FormAlert>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField form={form} name="password" label="New password" personal={[email, name]} />
      {isCodeAsked ? (
        <Field
          label="Code from your inbox"
          hint={`You signed in more than a day ago, so a code was sent to ${email}.`}
          error={errors.nonce?.message}
          action={
            <button
              type="button"
              className="link-button text-[12.5px]/[18px]"
              onClick={() =>
                sendCode.mutate(undefined, {
                  onSuccess: () => showToast({ title: "Another code is on its way" }),
                  onError: (error) => showErrorToast("No code was sent", error),
                })
              }
            >
              Send another
            </button>
          }
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("nonce")}
              inputMode="numeric"
              autoComplete="one-time-code"
              className="font-mono tracking-[0.2em]"
              autoFocus
            />
          )}
        </Field>
      ) : null}
      <div>
        <Button type="submit" variant="primary" isBusy={setPassword.isPending}>
          Save password
        </Button>
      </div>
    </form>
  );
}
