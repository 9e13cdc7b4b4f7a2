import { CreditCard, ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { useOpenPortal } from "../mutations.ts";
import type { BillingState } from "../queries.ts";
import { brandOf } from "../words.ts";

export interface PaymentCardProps {
  state: BillingState;
  userId: string;
  /** Name of the billing contact; null where nobody is, undefined while it is read. */
  contactName: string | null | undefined;
  /** Where Stripe's portal leads back to. */
  returnPath: string;
  /** Leads to the card form. */
  cardLink: (label: string) => ReactNode;
}

/** Whose card pays, and the way to it and to the invoices. Both are for the billing contact alone. */
export function PaymentCard({ state, userId, contactName, returnPath, cardLink }: PaymentCardProps) {
  const portal = useOpenPortal(returnPath);
  const isMine = state.billing_contact_id === userId;
  const { card_brand: brand, card_last4: last4 } = state;
  return (
    <Card>
      <CardHeader title="Payment" />
      <div className="grid gap-4 p-4">
        <FormAlert>{portal.error === null ? undefined : sentence(toAppError(portal.error))}</FormAlert>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
          <dt className="text-text-2">Billing contact</dt>
          <dd className="min-w-0 break-words">
            {contactName === undefined
              ? "…"
              : contactName === null
                ? "Nobody yet; whoever takes a plan becomes it"
                : isMine
                  ? `${contactName} (you)`
                  : contactName}
          </dd>
          <dt className="text-text-2">Card</dt>
          <dd className="flex flex-wrap items-center gap-2">
            {brand !== null && last4 !== null ? (
              <>
                <CreditCard size={16} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
                {brandOf(brand)} ending in {last4}
              </>
            ) : isMine ? (
              "None"
            ) : (
              "For the billing contact to see"
            )}
          </dd>
        </dl>
        {isMine ? (
          <div className="flex flex-wrap gap-2">
            {cardLink(brand === null ? "Add a card" : "Replace card")}
            {brand === null ? null : (
              <Button isBusy={portal.isPending} onClick={() => portal.mutate()}>
                <ExternalLink size={15} strokeWidth={1.75} aria-hidden="true" />
                Invoices at Stripe
              </Button>
            )}
          </div>
        ) : null}
      </div>
    </Card>
  );
}
