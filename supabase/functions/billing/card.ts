import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../_shared/db/database.types.ts";
import { answerOf, type CardSetup } from "../_shared/edge/card-setup.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import { isMissing, type StripeAccount } from "../_shared/edge/stripe.ts";

/** An account that is to have a card, as the database knows it. */
export interface CardOwner {
  readonly userId: string;
  readonly email: string;
  readonly fullName: string;
  readonly customerId: string | null;
  readonly intentId: string | null;
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

async function found<T>(id: string | null, get: (id: string) => Promise<T>): Promise<T | undefined> {
  if (id === null) return undefined;
  return get(id).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}
