import { newId, nowInSeconds, text } from "./stripe-objects.ts";

/** What a card of Stripe's tests does (https://docs.stripe.com/testing). */
interface TestCard {
  readonly brand: string;
  readonly refusal?: { readonly code: string; readonly decline_code?: string; readonly message: string };
  /** It can be saved; what is charged to it later is declined. */
  readonly failsLater?: boolean;
}

export const testCards: Readonly<Record<string, TestCard>> = {
  "4242424242424242": { brand: "visa" },
  "5555555555554444": { brand: "mastercard" },
  "4000000000000341": { brand: "visa", failsLater: true },
  "4000000000000002": {
    brand: "visa",
    refusal: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  },
  "4000000000009995": {
    brand: "visa",
    refusal: {
      code: "card_declined",
      decline_code: "insufficient_funds",
      message: "Your card has insufficient funds.",
    },
  },
};

interface Expiry {
  readonly month: number;
  /** With its century. */
  readonly year: number;
}

/** The card of a form, and what its bank says of it; `card` is undefined for a number that is none. */
export function readCard(given: unknown) {
  const field = (name: string) => String(Reflect.get(Object(given), name) ?? "").replaceAll(/\D/g, "");
  const number = field("number");
  const expires = { month: Number(field("exp_month")), year: 2000 + (Number(field("exp_year")) % 100) };
  const card = testCards[number];
  const refusal =
    card === undefined
      ? { code: "incorrect_number", message: "Your card number is incorrect." }
      : isExpired(expires)
        ? { code: "expired_card", message: "Your card has expired." }
        : card.refusal;
  return { number, expires, card, refusal };
}

function isExpired({ month, year }: Expiry): boolean {
  const now = new Date();
  const isPast = year < now.getFullYear() || (year === now.getFullYear() && month < now.getMonth() + 1);
  return isPast || !(month >= 1 && month <= 12);
}

/** @param number of the card, digits only */
export function makeCard(number: string, card: TestCard, expires: Expiry, customer: unknown) {
  return {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand,
      exp_month: expires.month,
      exp_year: expires.year,
      fingerprint: null,
      funding: "credit",
      last4: number.slice(-4),
    },
    created: nowInSeconds(),
    customer: text(customer),
    livemode: false,
    metadata: {},
    type: "card",
  };
}
