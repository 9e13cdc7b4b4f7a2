import type { StripeObject } from "./stripe-objects.ts";

/** How Stripe says no (https://docs.stripe.com/api/errors). */
export class Refusal extends Error {
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;

  constructor(status: number, error: Readonly<Record<string, unknown>>) {
    super(String(error["message"]));
    this.status = status;
    this.error = error;
  }
}

/** Nothing has this id. @param param the field that named it; without one the path did */
export function missing(what: string, id: unknown, param?: string): Refusal {
  const error = { type: "invalid_request_error", code: "resource_missing", message: `No such ${what}: '${id}'` };
  return new Refusal(param === undefined ? 404 : 400, { ...error, ...(param !== undefined && { param }) });
}

/** The thing of this id. @throws Refusal where there is none */
export function find<T extends StripeObject>(
  things: Readonly<Record<string, T>>,
  id: unknown,
  what: string,
  param?: string,
): T {
  const found = things[String(id)];
  if (found === undefined) throw missing(what, id, param);
  return found;
}

/** A card that is not charged. */
export function declined(code: string, decline_code: string, message: string): Refusal {
  return new Refusal(402, { type: "card_error", code, decline_code, message });
}
