import Stripe from "stripe";
import { z } from "zod";
import { SignUpCard } from "../_shared/edge/card-setup.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { isMissing, type StripeAccount } from "../_shared/edge/stripe.ts";

/** Seconds between Stripe's clock and ours, at most. */
const tolerance = 300;

/** What Stripe says of a subscription, as the database stores it. */
export interface SubscriptionNote {
  /** Null for what an answer says. */
  readonly eventId: string | null;
  readonly toldAt: Date;
  readonly organizationId: string;
  readonly subscriptionId: string;
  readonly itemId: string;
  readonly customerId: string;
  readonly priceId: string;
  readonly status: string;
  readonly trialEndsAt: Date | null;
  readonly periodEndsAt: Date | null;
}

/** What the webhook needs of database and auth server. */
export interface WebhookBackend {
  /** Whom a confirmed card belongs to; undefined for an event that was finished, or a customer of nobody. */
  confirmCard(card: {
    readonly eventId: string;
    readonly customerId: string;
    readonly paymentMethodId: string;
    readonly brand: string;
    readonly last4: string;
  }): Promise<{ readonly email: string; readonly isActivated: boolean } | undefined>;
  /** Makes a customer that somebody left a card with at sign-up that of the account; false where it has one, or is active. */
  claimCustomer(userId: string, customerId: string): Promise<boolean>;
  finishEvent(eventId: string): Promise<void>;
  noteSubscription(note: SubscriptionNote): Promise<void>;
  noteInvoice(note: {
    readonly eventId: string;
    readonly toldAt: Date;
    readonly subscriptionId: string;
    readonly isPaid: boolean;
    readonly invoiceUrl: string | undefined;
  }): Promise<void>;
  /** Sends the activation mail. */
  activate(email: string): Promise<void>;
}

/**
 * Acts on an event that Stripe has signed. Whatever fails is thrown, so that Stripe sends it again; what was done is not done
 * twice.
 * @throws AppError `unauthorized` for what Stripe did not sign, or signed too long ago
 */
export async function receive(
  backend: WebhookBackend,
  account: StripeAccount,
  payload: string,
  signature: string,
): Promise<{ readonly received: true }> {
  const event = await account.stripe.webhooks
    .constructEventAsync(payload, signature, account.webhookSecret, tolerance)
    .catch((error: unknown) => {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      throw new AppError("unauthorized", 401, "Stripe's signature is missing, wrong or too old.", { cause: error });
    });
  const eventId = event.id;
  const toldAt = dateOf(event.created);
  switch (event.type) {
    case "setup_intent.succeeded":
      await cardConfirmed(backend, account, eventId, event.data.object);
      break;
    case "customer.subscription.created":
    case "customer.subscription.updated":
    case "customer.subscription.deleted":
    case "customer.subscription.paused":
    case "customer.subscription.resumed": {
      const note = noteOf(event.data.object, eventId, toldAt);
      if (note !== undefined) await backend.noteSubscription(note);
      break;
    }
    case "invoice.paid":
    case "invoice.payment_failed": {
      const { parent, hosted_invoice_url } = event.data.object;
      const subscription = parent?.subscription_details?.subscription;
      if (subscription === undefined) break;
      await backend.noteInvoice({
        eventId,
        toldAt,
        subscriptionId: idOf(subscription),
        isPaid: event.type === "invoice.paid",
        invoiceUrl: hosted_invoice_url ?? undefined,
      });
      break;
    }
    default:
  }
  return { received: true };
}

async function cardConfirmed(
  backend: WebhookBackend,
  { stripe }: StripeAccount,
  eventId: string,
  { id, customer, metadata }: Stripe.SetupIntent,
): Promise<void> {
  if (customer === null) return;
  const customerId = idOf(customer);
  const signUp = SignUpCard.safeParse(metadata).data;
  // Nobody's card is not kept.
  if (signUp?.heliograph === "unclaimed") return forget(stripe, customerId);
  if (signUp !== undefined && !(await backend.claimCustomer(signUp.user_id, customerId)))
    return forget(stripe, customerId);
  const intent = await stripe.setupIntents.retrieve(id, { expand: ["payment_method"] });
  const method = intent.payment_method;
  if (intent.status !== "succeeded" || method === null || typeof method === "string") return;
  const owner = await backend.confirmCard({
    eventId,
    customerId,
    paymentMethodId: method.id,
    brand: method.card?.brand ?? method.type,
    last4: method.card?.last4 ?? "",
  });
  if (owner === undefined) return;
  await stripe.customers.update(customerId, { invoice_settings: { default_payment_method: method.id } });
  if (!owner.isActivated) await backend.activate(owner.email);
  await backend.finishEvent(eventId);
}

async function forget(stripe: Stripe, customerId: string): Promise<void> {
  await stripe.customers.del(customerId).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

/** What is to be stored of a subscription; undefined for one that is not ours. */
export function noteOf(
  { id, status, customer, items, metadata, trial_end }: Stripe.Subscription,
  eventId: string | null,
  toldAt: Date,
): SubscriptionNote | undefined {
  const organization = z.uuid().safeParse(metadata["organization_id"]);
  const item = items.data[0];
  if (!organization.success || item === undefined) return undefined;
  return {
    eventId,
    toldAt,
    organizationId: organization.data,
    subscriptionId: id,
    itemId: item.id,
    customerId: idOf(customer),
    priceId: item.price.id,
    status,
    trialEndsAt: trial_end === null ? null : dateOf(trial_end),
    periodEndsAt: dateOf(item.current_period_end),
  };
}

const idOf = (thing: string | { readonly id: string }) => (typeof thing === "string" ? thing : thing.id);
const dateOf = (seconds: number) => new Date(seconds * 1000);
