import { useMutation } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { confirmContact } from "../told-alert.ts";

/** Title of the screen and a sentence below it. */
export type Heading = ComponentType<{ title: string; children?: ReactNode }>;

/** Asks whoever has the link whether alerts may come here. Opening the link alone confirms nothing. */
export function AlertConfirmation({ token, Heading }: { token: string; Heading: Heading }) {
  const confirm = useMutation({ mutationFn: () => confirmContact(token) });
  if (confirm.data === null)
    return (
      <Heading title="This link is not valid any more">
        It is valid for three days. The team can have another one sent.
      </Heading>
    );
  if (confirm.data !== undefined)
    return (
      <Heading title="Confirmed">
        Alerts of {confirm.data.organization_name} now reach {confirm.data.name}.
      </Heading>
    );
  return (
    <div className="grid gap-5">
      <Heading title="Get alerts here?">
        A team wants to alert you when something of theirs fails. Nothing is sent before you confirm.
      </Heading>
      <FormAlert>{confirm.error === null ? undefined : sentence(toAppError(confirm.error))}</FormAlert>
      <Button variant="primary" size="large" isBusy={confirm.isPending} onClick={() => confirm.mutate()}>
        Confirm
      </Button>
    </div>
  );
}
