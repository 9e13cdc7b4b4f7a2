import type { StripeError } from "@stripe/stripe-js";

/** What a refused card means for whoever stands before the form. */
export type CardProblem =
  /** The form says itself which field is wrong. */
  | { readonly kind: "field" }
  /** The card was taken before, in another tab. */
  | { readonly kind: "done" }
  | { readonly kind: "told"; readonly text: string };

/** What to do about an error of `confirmSetup`. Stripe's own sentences are used where they are written for buyers. */
export function cardProblemOf({ type, code, message, setup_intent }: StripeError): CardProblem {
  if (type === "validation_error") return { kind: "field" };
  if (setup_intent?.status === "succeeded") return { kind: "done" };
  if (type === "card_error" || code === "setup_intent_authentication_failure")
    return told(message ?? "Your card was declined.", "Check what you entered, or use another card.");
  if (type === "api_connection_error")
    return told("Stripe cannot be reached.", "Check your connection and try again. Your card was not taken.");
  if (code === "resource_missing") return told("This form has expired.", "Load the page again.");
  if (type === "rate_limit_error") return told("Too many attempts.", "Wait a minute and try again.");
  return told("Stripe could not take the card.", "Try again in a moment. Your card was not taken.");
}

function told(...sentences: readonly string[]): CardProblem {
  return { kind: "told", text: sentences.join(" ") };
}
