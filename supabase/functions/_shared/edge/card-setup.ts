import type Stripe from "stripe";
import { z } from "zod";
import type { StripeAccount } from "./stripe.ts";

/** What a browser needs to ask for a card. */
export interface CardSetup {
  readonly client_secret: string;
  readonly publishable_key: string;
  /** Where the card goes instead of to Stripe, in the embedded stack; null with the real Stripe. */
  readonly stripe_url: string | null;
}

/** What the SetupIntent of a sign-up says of itself; the webhook reads it. */
export const SignUpCard = z.discriminatedUnion("heliograph", [
  z.object({ heliograph: z.literal("sign-up"), user_id: z.uuid() }),
  // For an address that has an account already: whatever card is left there is not kept.
  z.object({ heliograph: z.literal("unclaimed") }),
]);

/**
 * A SetupIntent for somebody who has proven nothing yet. Customer and SetupIntent are new each time: nobody sees what
 * another has begun with the same address.
 * @param person as Stripe is to know them; undefined where the card will be nobody's
 * @param owner  the account the card is for, once it is known; what does not depend on it is not kept waiting
 */
export async function setUpSignUp(
  account: StripeAccount,
  person: { readonly email: string; readonly fullName: string } | undefined,
  owner: Promise<string | undefined>,
): Promise<CardSetup> {
  const { stripe } = account;
  const params = person && { email: person.email, ...(person.fullName !== "" && { name: person.fullName }) };
  const [customer, userId] = await Promise.all([stripe.customers.create({ ...params }), owner]);
  const metadata: z.infer<typeof SignUpCard> =
    userId === undefined ? { heliograph: "unclaimed" } : { heliograph: "sign-up", user_id: userId };
  const intent = await stripe.setupIntents.create({
    customer: customer.id,
    usage: "off_session",
    allowed_payment_method_types: ["card"],
    metadata,
  });
  return answerOf(account, intent);
}

/** The answer to whoever asked for it. */
export function answerOf(
  { publishableKey, browserUrl }: StripeAccount,
  { client_secret, id }: Pick<Stripe.SetupIntent, "client_secret" | "id">,
): CardSetup {
  if (client_secret === null) throw new Error(`SetupIntent ${id} has no client secret`);
  return { client_secret, publishable_key: publishableKey, stripe_url: browserUrl };
}
