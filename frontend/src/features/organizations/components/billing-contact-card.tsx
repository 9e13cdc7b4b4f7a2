import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { useHandOverBilling } from "../mutations.ts";

export interface BillingContactCardProps {
  organizationId: string;
  /** Null where nobody is. */
  contactId: string | null;
  members: readonly { userId: string; name: string; email: string }[];
}

const nobody = "nobody";

/** Who pays for the organization; any member can be handed that. */
export function BillingContactCard({ organizationId, contactId, members }: BillingContactCardProps) {
  const handOver = useHandOverBilling(organizationId);
  const current = members.some(({ userId }) => userId === contactId) ? (contactId ?? nobody) : nobody;
  const [picked, setPicked] = useState<string | null>(null);
  const chosen = picked ?? current;
  const name = members.find(({ userId }) => userId === chosen)?.name ?? "";
  const submit = () =>
    handOver.mutate(chosen, {
      onSuccess: () => {
        setPicked(null);
        showToast({ title: `${name} is the billing contact now` });
      },
    });
  return (
    <Card>
      <CardHeader title="Billing contact" />
      <form
        className="grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field
          label="Billing contact"
          hint="Who hears of the bills. Their card is charged only for a plan they take themselves."
          error={handOver.error === null ? undefined : sentence(toAppError(handOver.error))}
        >
          {(control) => (
            <Select
              {...control}
              value={chosen}
              options={[
                ...(current === nobody ? [{ value: nobody, label: "Nobody", isDisabled: true }] : []),
                ...members.map((member) => ({ value: member.userId, label: member.name, detail: member.email })),
              ]}
              onChange={setPicked}
            />
          )}
        </Field>
        {chosen === current ? null : (
          <div>
            <Button type="submit" isBusy={handOver.isPending}>
              Hand over to {name}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
