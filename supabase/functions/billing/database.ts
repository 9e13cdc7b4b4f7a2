import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../_shared/db/database.types.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import type { BillingBackend } from "./billing.ts";
import { storeCustomerIn } from "./card.ts";

/** What billing asks of the database with the secret key. */
export function billingDatabase(
  service: SupabaseClient<Database>,
): Omit<BillingBackend, "callerId" | "checkPlan" | "activate"> {
  return {
    async owner(userId) {
      const [account] = unwrap(await service.rpc("billing_account", { user_id: userId }));
      if (account === undefined) throw new AppError("unauthorized", 401, "Sign in first.");
      return {
        userId,
        email: account.email,
        fullName: account.full_name,
        customerId: account.stripe_customer_id,
        intentId: account.setup_intent_id,
        hasCard: account.has_card,
      };
    },
    store: storeCustomerIn(service),
    async order(organization_id, plan, user_id) {
      const [order] = unwrap(await service.rpc("billing_order", { organization_id, plan, user_id }));
      if (order === undefined) throw new Error("no order");
      const { stripe_subscription_id: id, stripe_item_id: itemId, trial_ends_at: trialEnd } = order;
      return {
        priceId: order.stripe_price_id,
        customerId: order.stripe_customer_id,
        subscription: id === null || itemId === null ? null : { id, itemId },
        trialEndsAt: trialEnd === null ? null : new Date(trialEnd),
        version: order.version,
      };
    },
    async confirmCard({ eventId, customerId, paymentMethodId, brand, last4 }) {
      const card = { stripe_customer_id: customerId, payment_method_id: paymentMethodId, brand, last4 };
      const [owner] = unwrap(await service.rpc("confirm_card", { event_id: eventId, ...card }));
      return owner === undefined ? undefined : { email: owner.email, isActivated: owner.is_activated };
    },
    claimCustomer: async (user_id, stripe_customer_id) =>
      unwrap(await service.rpc("claim_customer", { user_id, stripe_customer_id })),
    finishEvent: async (event_id) => void unwrap(await service.rpc("finish_billing_event", { event_id })),
    async noteSubscription(note) {
      const { eventId, trialEndsAt, periodEndsAt } = note;
      unwrap(
        await service.rpc("note_subscription", {
          told_at: note.toldAt.toISOString(),
          organization_id: note.organizationId,
          subscription: note.subscriptionId,
          item: note.itemId,
          customer: note.customerId,
          price: note.priceId,
          status: note.status,
          ...(trialEndsAt !== null && { trial_ends_at: trialEndsAt.toISOString() }),
          ...(periodEndsAt !== null && { period_ends_at: periodEndsAt.toISOString() }),
          ...(eventId !== null && { event_id: eventId }),
        }),
      );
    },
    async noteInvoice({ eventId, toldAt, subscriptionId, isPaid, invoiceUrl }) {
      unwrap(
        await service.rpc("note_invoice", {
          event_id: eventId,
          told_at: toldAt.toISOString(),
          subscription: subscriptionId,
          is_paid: isPaid,
          ...(invoiceUrl !== undefined && { invoice_url: invoiceUrl }),
        }),
      );
    },
  };
}
