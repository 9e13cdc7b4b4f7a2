import type { SupabaseClient } from "@supabase/supabase-js";
import type Stripe from "stripe";
import { z } from "zod";
import type { Database } from "../db/database.types.ts";
import { unwrap } from "./refusal.ts";
import { isMissing, type StripeAccount } from "./stripe.ts";

/** An account that is to have a card, as the database knows it. */
export interface CardOwner {
  readonly userId: string;
  readonly email: string;
  readonly fullName: string;
  readonly customerId: string | null;
  readonly intentId: string | null;
}

/** What a browser needs to ask for a card. */
export interface CardSetup {
  readonly client_secret: string;
  readonly publishable_key: string;
  /** Where the card goes instead of to Stripe, in the embedded stack; null with the real Stripe. */
  readonly stripe_url: string | null;
}

/** Remembers customer and SetupIntent of an account. */
export type StoreCustomer = (userId: string, customerId: string, intentId: string) => Promise<void>;

/** The same, in the database. @param service a client with the secret key */
export function storeCustomerIn(service: SupabaseClient<Database>): StoreCustomer {
  return async (user_id, stripe_customer_id, setup_intent_id) =>
    void unwrap(await service.rpc("store_customer", { user_id, stripe_customer_id, setup_intent_id }));
}

/**
 * The SetupIntent with which whoever is signed in leaves a first card or another one: the one that was begun, while it can still
 * be used, otherwise a new one of the same customer. Two requests at once get the same.
 */
export async function setUpCard(account: StripeAccount, owner: CardOwner, store: StoreCustomer): Promise<CardSetup> {
  const { stripe } = account;
  const begun = await found(owner.intentId, (id) => stripe.setupIntents.retrieve(id));
  const isOver = begun?.status === "canceled" || begun?.status === "succeeded";
  if (begun !== undefined && !isOver) return answerOf(account, begun);
  const metadata = { user_id: owner.userId };
  const customer = async (key: string) => {
    const params = { email: owner.email, ...(owner.fullName !== "" && { name: owner.fullName }), metadata };
    return (await stripe.customers.create(params, { idempotencyKey: `customer-${key}` })).id;
  };
  const intentOf = (id: string) =>
    stripe.setupIntents.create(
      { customer: id, usage: "off_session", allowed_payment_method_types: ["card"], metadata },
      { idempotencyKey: `setup-${id}-${owner.intentId ?? "first"}` },
    );
  let customerId = owner.customerId ?? (await customer(owner.userId));
  // A customer that Stripe does not know any more is replaced.
  const intent = await intentOf(customerId).catch(async (error: unknown) => {
    if (!isMissing(error, "customer")) throw error;
    customerId = await customer(`${owner.userId}-${customerId}`);
    return intentOf(customerId);
  });
  await store(owner.userId, customerId, intent.id);
  return answerOf(account, intent);
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

async function found<T>(id: string | null, get: (id: string) => Promise<T>): Promise<T | undefined> {
  if (id === null) return undefined;
  return get(id).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

function answerOf(
  { publishableKey, browserUrl }: StripeAccount,
  { client_secret, id }: Pick<Stripe.SetupIntent, "client_secret" | "id">,
): CardSetup {
  if (client_secret === null) throw new Error(`SetupIntent ${id} has no client secret`);
  return { client_secret, publishable_key: publishableKey, stripe_url: browserUrl };
}
